import type { Endpoint } from "../net/mod.ts";
import type { FarewellReason } from "../language/mod.ts";

/** How to take a seat. */
export interface ClientOptions {
  /** The server, its host name already looked up. */
  readonly server: Endpoint;
  /** Whether to leave with Q instead of E. */
  readonly legacyQuit: boolean;
}

/** Why the client's time in the room is over. */
export type EndReason = "left" | FarewellReason;

/** What a client learns from the server, or misses. */
export type ClientEvent =
  | { readonly type: "entered"; readonly name: string }
  /** `reason` is the server's own wording, where it gave one. */
  | { readonly type: "refused"; readonly name: string; readonly reason: string | undefined }
  /** Nobody answered the attempts to enter. */
  | { readonly type: "unanswered" }
  /**
   * A text for the person, as the server sent it: not fit for a terminal yet. Some servers send a member's
   * own words back: that is an echo.
   */
  | { readonly type: "text"; readonly text: string; readonly isEcho: boolean }
  /** The server stopped answering, or answers again. */
  | { readonly type: "presence"; readonly present: boolean }
  | { readonly type: "ended"; readonly reason: EndReason };

/** What the main thread tells the worker. */
export type ToWorker =
  | { readonly type: "open"; readonly options: ClientOptions }
  | { readonly type: "enter"; readonly name: string }
  | { readonly type: "say"; readonly text: string }
  | { readonly type: "leave" };

/** What the worker tells the main thread. */
export type FromWorker =
  | ClientEvent
  /** A text was sent: one answer for each `say`, in their order. */
  | { readonly type: "said" };
