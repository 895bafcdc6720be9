import type { Entry } from "../room/mod.ts";
import type { Whisper } from "../wire/mod.ts";
import type { ClientEvent } from "./protocol.ts";

/** What becomes of a seat's connection, in the order in which it happened among all the rest. */
export type SeatNews =
  /** The connection broke. What is said is kept. */
  | { readonly kind: "away" }
  /** The connection is there again: in the same room, or in a new one under the same address. */
  | {
    readonly kind: "back";
    readonly name: string;
    readonly isNewRoom: boolean;
    readonly since: number;
  }
  /** Coming back, the name was refused: it is tried again every few seconds. */
  | { readonly kind: "refused"; readonly reason: string | undefined }
  /** `count` entries were gone when the connection was there again, or texts were not read in time. */
  | { readonly kind: "missed"; readonly count: number }
  /** The server stopped answering, or answers again. */
  | { readonly kind: "presence"; readonly present: boolean }
  /** More was asked for than the room allows, in requests a second: the rest waits for its turn. */
  | { readonly kind: "slowed"; readonly perSecond: number }
  /** Somebody is in the room whose dialect is not sealed: what is said goes out in the clear, too. */
  | { readonly kind: "overheard" }
  /** What was asked for has to wait, as the room's servers cannot agree now; or it has to no longer. */
  | { readonly kind: "stalled"; readonly isStalled: boolean };

/** What a seat's owner reads: an object whose `kind` tells what it is. */
export type SeatEvent =
  /** An entry of the room's log, one's own among them. */
  | Entry
  /** Something was said to one member alone: to this one, or by it. */
  | ({ readonly kind: "whisper" } & Whisper)
  /** What the room talks about on entering, if anything. */
  | { readonly kind: "topic-now"; readonly text: string }
  /** A classic server's words, whatever they tell. `isEcho` is true where they are this member's own. */
  | { readonly kind: "text"; readonly text: string; readonly isEcho: boolean }
  | SeatNews;

/** A client's event as the seat's owner reads it; none where a promise tells it. */
export function seatEvents(event: ClientEvent): readonly SeatEvent[] {
  switch (event.kind) {
    case "entries":
      return event.entries;
    case "whisper":
      return [{ kind: "whisper", ...event.whisper }];
    case "topic":
      return [{ kind: "topic-now", text: event.text }];
    case "refused":
      return [{ kind: "refused", reason: event.reason }];
    case "text":
    case "away":
    case "back":
    case "missed":
    case "presence":
    case "slowed":
    case "overheard":
    case "stalled":
      return [event];
    default:
      return [];
  }
}
