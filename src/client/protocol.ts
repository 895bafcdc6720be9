import type { Dialect, FarewellReason } from "../language/mod.ts";
import type { Endpoint } from "../net/mod.ts";
import type { Entry } from "../room/mod.ts";
import type { Asking, Reply, Whisper } from "../wire/mod.ts";

export type { Dialect };

/** How to take a seat. */
export interface ClientOptions {
  /** The server, its host name already looked up. */
  readonly server: Endpoint;
  /** `auto` speaks the reliable dialect with a server that knows it, and else the classic one. */
  readonly dialect: Dialect | "auto";
  /** Entries from before that are wanted, the newest ones. */
  readonly history: number;
  /** Milliseconds to try to come back after the connection broke; Infinity for as long as it takes. */
  readonly patience: number;
  /** Whether to leave with Q instead of E, in the classic dialect. */
  readonly legacyQuit: boolean;
}

/** Why the client's time in the room is over. */
export type EndReason = "left" | FarewellReason;

/** What comes of a request. */
export type Answer =
  | Reply
  /** It was sent in the classic dialect, which confirms nothing. */
  | { readonly kind: "sent" };

/** What a client learns from the server, or misses. */
export type ClientEvent =
  | {
    readonly type: "entered";
    readonly name: string;
    readonly dialect: Dialect;
    /** Index of the log's entry of one's own entering: what is before it is history. */
    readonly since: number;
  }
  /** `reason` is the server's own wording, or the word for the reason; undefined where it gave none. */
  | { readonly type: "refused"; readonly name: string; readonly reason: string | undefined }
  /** Nobody answered the attempts to enter. */
  | { readonly type: "unanswered" }
  /** The server speaks only another version of the reliable dialect. */
  | { readonly type: "incompatible"; readonly version: number }
  /**
   * A text for the person, as a classic server sent it: not fit for a terminal yet. Some servers send a
   * member's own words back: that is an echo.
   */
  | { readonly type: "text"; readonly text: string; readonly isEcho: boolean }
  /** The room's log goes on; the member's own words are in it. `bytes` is for the worker to know. */
  | { readonly type: "entries"; readonly entries: readonly Entry[]; readonly bytes: number }
  /** So many entries were gone when the member came back, or texts came faster than they were dealt with. */
  | { readonly type: "missed"; readonly count: number }
  /** What the room talks about when the member enters, if anything. */
  | { readonly type: "topic"; readonly text: string }
  /** Something was said to one member alone: to this one, or by it. */
  | { readonly type: "whisper"; readonly whisper: Whisper }
  /** What `say` was given was not said: the word for the reason. */
  | { readonly type: "rejected"; readonly request: Asking; readonly reason: string }
  /** The member says more than the room allows, in messages a second: the rest waits for its turn. */
  | { readonly type: "slowed"; readonly perSecond: number }
  /** The answer to `ask`: whoever asked is told by the promise. */
  | { readonly type: "reply"; readonly id: number; readonly answer: Answer }
  /** What was to be said is longer than a request can be. */
  | { readonly type: "too-long"; readonly text: string }
  /** The server stopped answering, or answers again. */
  | { readonly type: "presence"; readonly present: boolean }
  /** The connection broke; what is said is kept. */
  | { readonly type: "away" }
  /** The connection is there again: in the same room, or in a new one under the same address. */
  | {
    readonly type: "back";
    readonly name: string;
    readonly isNewRoom: boolean;
    readonly since: number;
  }
  /** `unsaid` is the number of texts that were not confirmed. */
  | { readonly type: "ended"; readonly reason: EndReason; readonly unsaid: number };

/** What the main thread tells the worker. */
export type ToWorker =
  | { readonly type: "open"; readonly options: ClientOptions }
  | { readonly type: "enter"; readonly name: string }
  | { readonly type: "say"; readonly text: string }
  | { readonly type: "ask"; readonly id: number; readonly request: Asking }
  /** So many bytes of entries were dealt with. */
  | { readonly type: "taken"; readonly bytes: number }
  /** A text or something private was dealt with. */
  | { readonly type: "read" }
  /** Where `wait` is given, that is for how many milliseconds nothing may be confirmed. */
  | { readonly type: "leave"; readonly wait: number | undefined };

/** What the worker tells the main thread. */
export type FromWorker =
  | ClientEvent
  /** More may be said: one answer for each `say`, in their order. */
  | { readonly type: "said" };
