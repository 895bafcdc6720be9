import type { Request } from "../base/mod.ts";
import type { Dialect, FarewellReason } from "../language/mod.ts";
import type { Destination } from "../link/mod.ts";
import type { Endpoint } from "../net/mod.ts";
import type { Entry } from "../room/mod.ts";
import type { Greeting, Reply, Whisper } from "../wire/mod.ts";

export type { Dialect };

/** How to take a seat. */
export interface ClientOptions {
  /** The server, its host name already looked up. */
  readonly server: Endpoint;
  /** The secret key by which the member is known: 32 bytes. */
  readonly identity: Uint8Array;
  /** The room that has to answer, by its key, and its secret; undefined to take the one that does. */
  readonly room: Destination | undefined;
  /** `auto` speaks the reliable dialect with a server that knows it, and else the classic one. */
  readonly dialect: Dialect | "auto";
  /** Whether to take over a seat of the same member's that another run of the program has. */
  readonly takesOver: boolean;
  /** Entries from before that are wanted, the newest ones. */
  readonly history: number;
  /** Milliseconds to try to come back after the connection broke; Infinity for as long as it takes. */
  readonly patience: number;
}

/** Why the client's time in the room is over. */
export type EndReason = "left" | FarewellReason;

/** What a session tells: what a client learns, and what is asked of it. */
export type SessionEvent =
  | ClientEvent
  /** A room has answered that nobody has decided on yet: to be answered by `trust` or `leave`. */
  | { readonly kind: "greeted"; readonly greeting: Greeting };

/** What a client learns from the server, or misses. */
export type ClientEvent =
  | {
    readonly kind: "entered";
    readonly name: string;
    readonly dialect: Dialect;
    /** Index of the log's entry of one's own entering: what is before it is history. */
    readonly since: number;
  }
  /** `reason` is the server's own wording, or the word for the reason; undefined where it gave none. */
  | { readonly kind: "refused"; readonly name: string; readonly reason: string | undefined }
  /** The room that answered has another key than the one that is meant. */
  | { readonly kind: "impostor"; readonly greeting: Greeting }
  /** The room takes a secret, and it is another one than was given. */
  | { readonly kind: "wrong-secret" }
  /** Nobody answered the attempts to enter. */
  | { readonly kind: "unanswered" }
  /** The server speaks only another version of the reliable dialect. */
  | { readonly kind: "incompatible"; readonly version: number }
  /**
   * A text for the person, as a classic server sent it: not fit for a terminal yet. Some servers send a
   * member's own words back: that is an echo.
   */
  | { readonly kind: "text"; readonly text: string; readonly isEcho: boolean }
  /** The room's log goes on; the member's own words are in it. `bytes` is for the worker to know. */
  | { readonly kind: "entries"; readonly entries: readonly Entry[]; readonly bytes: number }
  /** `count` entries were gone when the member came back, or texts came faster than they were dealt with. */
  | { readonly kind: "missed"; readonly count: number }
  /** What the room talks about when the member enters, if anything. */
  | { readonly kind: "topic"; readonly text: string }
  /** Something was said to one member alone: to this one, or by it, where it is its own. */
  | { readonly kind: "whisper"; readonly whisper: Whisper; readonly isOwn: boolean }
  /** What `say` was given was not said: the word for the reason. */
  | { readonly kind: "rejected"; readonly request: Request; readonly reason: string }
  /** The member says more than the room allows, in messages a second: the rest waits for its turn. */
  | { readonly kind: "slowed"; readonly perSecond: number }
  /** Somebody is in the room whose dialect is not sealed: what is said goes out in the clear, too. */
  | { readonly kind: "overheard" }
  /** What the member says has to wait, as the room's servers cannot agree now; or it has to no longer. */
  | { readonly kind: "stalled"; readonly isStalled: boolean }
  /**
   * The reply to `ask`, whose promise it settles. In the classic dialect, which confirms nothing, a text is
   * done when it was sent.
   */
  | { readonly kind: "reply"; readonly id: number; readonly reply: Reply }
  /** What was to be said is longer than a request can be. */
  | { readonly kind: "too-long"; readonly text: string }
  /** The server stopped answering, or answers again. */
  | { readonly kind: "presence"; readonly present: boolean }
  /** The connection broke; what is said is kept. */
  | { readonly kind: "away" }
  /** The connection is there again: in the same room, or in a new one under the same address. */
  | {
    readonly kind: "back";
    readonly name: string;
    readonly isNewRoom: boolean;
    readonly since: number;
  }
  /** `unsaid` is the number of texts that were not confirmed. */
  | { readonly kind: "ended"; readonly reason: EndReason; readonly unsaid: number };

/** What the main thread tells the worker. */
export type ToWorker =
  | { readonly kind: "open"; readonly options: ClientOptions }
  | { readonly kind: "enter"; readonly name: string }
  | { readonly kind: "trust"; readonly room: Destination }
  | { readonly kind: "say"; readonly text: string }
  | { readonly kind: "ask"; readonly id: number; readonly request: Request }
  /** `bytes` bytes of entries were dealt with. */
  | { readonly kind: "taken"; readonly bytes: number }
  /** A text or something private was dealt with. */
  | { readonly kind: "read" }
  /**
   * `wait` is the longest time without a confirmation, in milliseconds, after which to leave all the same.
   */
  | { readonly kind: "leave"; readonly wait: number | undefined };

/** What the worker tells the main thread. */
export type FromWorker =
  | SessionEvent
  /** More may be said: one answer for each `say`, in their order. */
  | { readonly kind: "said" };
