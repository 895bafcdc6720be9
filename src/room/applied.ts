import { forgetOldest } from "../base/mod.ts";
import type { Cause } from "./fact.ts";

/** Members whose requests are remembered: with one more, the one that asked least recently is forgotten. */
const MOST_MEMBERS = 4096;

/** Ranges of numbers that are remembered of each. */
const MOST_RANGES = 16;

/** Numbers that are given at most: nobody has more requests under way. */
const MOST_GIVEN = 1000;

/** Whole numbers, with both ends. */
type Range = [first: number, last: number];

/** As JSON can carry it. */
export type SavedApplied = readonly (readonly [member: string, ranges: readonly Range[]])[];

/** Which requests of each member had an effect: so that none has it twice, and the member can be told. */
export class Applied {
  readonly #ranges = new Map<string, Range[]>();

  /** The requests of a member come in rising order. */
  add({ member, request }: Cause): void {
    const ranges = this.#ranges.get(member) ?? [];
    // The one that asked last is the last to be forgotten.
    this.#ranges.delete(member);
    this.#ranges.set(member, ranges);
    const newest = ranges.at(-1);
    if (newest !== undefined && request <= newest[1] + 1) newest[1] = request;
    else ranges.push([request, request]);
    if (ranges.length > MOST_RANGES) ranges.shift();
    forgetOldest(this.#ranges, MOST_MEMBERS);
  }

  /** Number of a member's last request that had an effect; 0 where none is remembered. */
  last(member: string): number {
    return this.#ranges.get(member)?.at(-1)?.[1] ?? 0;
  }

  /** The numbers of a member's newest requests that had an effect, in rising order. */
  numbers(member: string): number[] {
    const oldest = this.last(member) - MOST_GIVEN;
    return (this.#ranges.get(member) ?? []).flatMap(([first, last]) => {
      const from = Math.max(first, oldest + 1);
      return Array.from({ length: Math.max(0, last + 1 - from) }, (_, index) => from + index);
    });
  }

  save(): SavedApplied {
    return [...this.#ranges];
  }

  load(saved: SavedApplied): void {
    for (const [member, ranges] of saved) this.#ranges.set(member, ranges.map(([a, b]) => [a, b]));
  }
}
