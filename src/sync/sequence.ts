/**
 * How far `a` is ahead of `b` (negative: behind), where both count in 31 bits and start again from 0 at the
 * end of that range. They must be less than 2^30 apart. (Serial number arithmetic: RFC 1982.)
 */
export function ahead(a: number, b: number): number {
  return ((a - b) << 1) >> 1;
}
