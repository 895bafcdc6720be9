/**
 * The address at which rooms and searches meet. The group is of IPv4's local scope, 239.255.0.0/16, the
 * smallest that there is (RFC 2365, section 6.1); 67 and 72 are `CH`. The port is not the rooms' own, which
 * would have to be shared with other programs, and lies below the ephemeral ports (32768 and up on
 * Linux, 49152 and up elsewhere).
 */
export const DISCOVERY_GROUP: Deno.NetAddr = {
  transport: "udp",
  hostname: "239.255.67.72",
  port: 28_888,
};
