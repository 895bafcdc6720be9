/** Addresses of one server that a member is told. */
const MOST_OF_ONE = 2;

/**
 * Of each server's addresses the best ones for somebody at a place: those with which its own has the longest beginning in
 * common, which most often is the same network.
 *
 * @param servers a list of `host:port` for each server
 * @param place the member's own `host:port`
 */
export function nearestOf(servers: readonly (readonly string[])[], place: string): string[] {
  const ranked = servers.map((addresses) =>
    addresses.filter((address) => isSix(address) === isSix(place))
      .toSorted((a, b) => commonLength(b, place) - commonLength(a, place))
      .slice(0, MOST_OF_ONE)
  );
  // First the best of each server, then the second best of each.
  return Array.from(
    { length: MOST_OF_ONE },
    (_, rank) => ranked.flatMap((list) => list[rank] ?? []),
  )
    .flat();
}

function isSix(address: string): boolean {
  return address.startsWith("[");
}

function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}
