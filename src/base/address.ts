/** Whether two socket addresses are the same: host and port. */
export function sameAddress(
  one: Pick<Deno.NetAddr, "hostname" | "port">,
  other: Pick<Deno.NetAddr, "hostname" | "port">,
): boolean {
  return one.port === other.port && one.hostname === other.hostname;
}
