import type { BanScope } from "./bans_and_mutes.ts";
import type { Happening } from "./log_entry.ts";
import type { Letter } from "./mailbox.ts";

/** What only servers know: it has no index, and members never see it. Times are in milliseconds since 1970. */
export type HiddenFact =
  /**
   * Somebody takes a seat, and enters next. What a seat is made of is for the server to know: it can be written as
   * JSON.
   */
  | { readonly kind: "seat"; readonly name: string; readonly seat: unknown }
  /** What is kept of a member's seat is this from now on. */
  | { readonly kind: "reseat"; readonly name: string; readonly seat: unknown }
  /** A second name is kept for a member, or none any more; it may speak under either. */
  | { readonly kind: "second-name"; readonly name: string; readonly second?: string | undefined }
  /** Something was said to one member alone... */
  | ({ readonly kind: "whisper" } & Letter)
  /** ...and the member has it. */
  | { readonly kind: "delivered"; readonly letter: number }
  /** Somebody may not enter; until further notice where there is no `until`. */
  | {
    readonly kind: "ban";
    readonly scope: BanScope;
    readonly target: string;
    readonly key: string;
    readonly until?: number | undefined;
    readonly by?: string | undefined;
  }
  | { readonly kind: "unban"; readonly scope: BanScope; readonly key: string }
  /** A mute is lifted of a name that no member has. */
  | { readonly kind: "lift-mute"; readonly key: string };

/** What the room has decided. All that it knows follows from its facts, in their order. */
export type Fact = Happening | HiddenFact;

const HIDDEN: Readonly<Record<HiddenFact["kind"], true>> = {
  "seat": true,
  "reseat": true,
  "second-name": true,
  "whisper": true,
  "delivered": true,
  "ban": true,
  "unban": true,
  "lift-mute": true,
};

/** Whether a fact is one that members see, as an entry of the log. */
export function isHappening(fact: Fact): fact is Happening {
  return !Object.hasOwn(HIDDEN, fact.kind);
}

/** The request that a fact answers, by the member's key and run of the program, and by its number. */
export interface Cause {
  readonly member: string;
  readonly request: number;
}

/** A fact, as it is kept. */
export interface RoomRecord {
  readonly fact: Fact;
  /** Whole milliseconds since 1970. */
  readonly at: number;
  /** Index of the entry that members see; undefined for a fact that is hidden. */
  readonly entry: number | undefined;
  readonly cause: Cause | undefined;
}
