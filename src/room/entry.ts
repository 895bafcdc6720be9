/** Why a member is made to leave. */
export type RemovalReason =
  /** Was silent for too long. */
  | "idle"
  /** Was removed by the operator. */
  | "kicked"
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

/** What happened in the room, before the log numbers it. */
export type Happening =
  | { readonly kind: "enter"; readonly name: string }
  | { readonly kind: "say"; readonly name: string; readonly text: string }
  | { readonly kind: "leave"; readonly name: string; readonly reason: LeaveReason }
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
 * Most bytes of an entry's text, in UTF-8. Whoever hands texts to the room keeps to it: a datagram holds no
 * longer one, and what comes from elsewhere is cut.
 */
export const TEXT_LIMIT = 65_536;
