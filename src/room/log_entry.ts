/** Why a member is made to leave. */
export type RemovalReason =
  /** Was silent for too long. */
  | "idle"
  /** Was removed by the operator... */
  | "kicked"
  /** ...and may not come back. */
  | "banned"
  /** The connection broke and did not come back in time. */
  | "lost"
  /** Fell further behind than the log reaches. */
  | "slow";

/** Why somebody left the room. */
export type LeaveReason =
  | RemovalReason
  /** Said so. */
  | "left"
  /** Entered again from the same place under another name. */
  | "renamed";

/** Why a member may not speak. */
export type MuteReason =
  /** The operator said so. */
  | "told"
  /** The member said far more than the room allows. */
  | "flood";

/**
 * What happened in the room, before the log numbers it. `by` is the name of the operator who did it;
 * undefined, or left out, for the one at the console.
 */
export type Happening =
  | { readonly kind: "enter"; readonly name: string }
  | { readonly kind: "say"; readonly name: string; readonly text: string }
  /** A member tells what it does, in the third person. */
  | { readonly kind: "act"; readonly name: string; readonly text: string }
  /** A member is called `to` from now on. */
  | { readonly kind: "rename"; readonly name: string; readonly to: string }
  | {
    readonly kind: "leave";
    readonly name: string;
    readonly reason: LeaveReason;
    readonly by?: string | undefined;
  }
  /** What the room talks about; empty for nothing in particular. */
  | { readonly kind: "topic"; readonly text: string; readonly by?: string | undefined }
  /** A member is an operator from now on, or no longer. */
  | { readonly kind: "op" | "deop"; readonly name: string; readonly by?: string | undefined }
  | {
    readonly kind: "mute";
    readonly name: string;
    readonly reason: MuteReason;
    /** Milliseconds since 1970; undefined for good. */
    readonly until?: number | undefined;
    readonly by?: string | undefined;
  }
  | { readonly kind: "unmute"; readonly name: string; readonly by?: string | undefined }
  /** The operator spoke. */
  | { readonly kind: "announce"; readonly text: string }
  /** The room ended. */
  | { readonly kind: "close" };

/** Where and when an entry stands in the log. */
export interface Place {
  /** Position in the log: 0 for the first entry, then one more for each. */
  readonly index: number;
  /** Whole milliseconds since 1970-01-01 UTC. */
  readonly at: number;
}

/** An entry of the room's log: a plain object that JSON can carry. */
export type Entry = Happening & Place;

/**
 * Most bytes of an entry's text, in UTF-8. The room relies on it: a datagram holds no longer one, and
 * texts from elsewhere are cut before they get to the room.
 */
export const TEXT_LIMIT = 65_536;
