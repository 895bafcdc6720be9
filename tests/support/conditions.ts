import type { Random } from "./random.ts";

/** What a network does to datagrams. */
export interface Conditions {
  /** Share of datagrams that are lost, 0 to 1. */
  readonly loss: number;
  /** Share of datagrams that arrive twice, 0 to 1. */
  readonly duplication: number;
  /** Least and most milliseconds that a datagram takes. More of them than the gap between two reorders. */
  readonly delay: readonly [least: number, most: number];
}

/** A network that loses nothing and keeps the order. */
export const PERFECT: Conditions = { loss: 0, duplication: 0, delay: [1, 1] };

/** A network that does everything a network may. */
export const ROUGH: Conditions = { loss: 0.2, duplication: 0.1, delay: [1, 120] };

/** What becomes of a datagram: the milliseconds that each of its copies takes, of which there may be none. */
export function fate({ loss, duplication, delay }: Conditions, random: Random): number[] {
  if (random.next() < loss) return [];
  const [least, most] = delay;
  const isDoubled = random.next() < duplication;
  const first = least + random.next() * (most - least);
  return isDoubled ? [first, least + random.next() * (most - least)] : [first];
}
