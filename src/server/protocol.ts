import type { Rate, Request } from "../base/mod.ts";
import type { Language } from "../language/mod.ts";
import type { BindFault, Endpoint } from "../net/mod.ts";
import type { Entry, LogLimits, Refusal } from "../room/mod.ts";
import type { Reply } from "../wire/mod.ts";
import type { AnnounceFault } from "./announcement.ts";

/** How to serve a room. */
export interface ServerOptions {
  /** Where to listen; port 0 takes a free one. */
  readonly endpoint: Endpoint;
  /** The name under which the room is announced on this machine's networks; undefined to hide it. */
  readonly announceAs?: string | undefined;
  /** Language of the notices that classic members get. */
  readonly language: Language;
  /** Milliseconds that a classic member may be silent. */
  readonly idle: number;
  readonly maxMembers: number;
  /** Milliseconds that a reliable member whose connection broke keeps seat and name. */
  readonly grace: number;
  /** Milliseconds after which the connection of a reliable member who is not heard is broken. */
  readonly silence: number;
  /** How much of the log is kept, for those who come later or back. */
  readonly log: LogLimits;
  /** How often a member may ask for something; undefined for as often as it likes. */
  readonly rate?: Rate | undefined;
  /** Whether what is said becomes an event too, by members and by the operator. */
  readonly watch: boolean;
}

/** What happens on the server. */
export type ServerEvent =
  /** The room's log has a new entry. `address` is that of the member it is about, where it is about one. */
  | { readonly kind: "entry"; readonly entry: Entry; readonly address: string | undefined }
  /** Somebody was not let in. */
  | {
    readonly kind: "refused";
    readonly name: string;
    readonly address: string;
    readonly reason: Refusal;
    readonly at: number;
  }
  /** `count` events are not told, because those before them were not taken in time. */
  | { readonly kind: "skipped"; readonly count: number };

/** What the main thread tells the worker. */
export type ToWorker =
  | { readonly kind: "start"; readonly options: ServerOptions }
  /** The console asks for something. */
  | { readonly kind: "ask"; readonly request: Request }
  | { readonly kind: "topic" }
  /** An event was dealt with, other than `skipped`. */
  | { readonly kind: "taken" }
  | { readonly kind: "stop" };

/** What the worker tells the main thread. Requests are answered in the order in which they were made. */
export type FromWorker =
  | ServerEvent
  | {
    readonly kind: "listening";
    readonly endpoint: Endpoint;
    /** Why the room cannot be found; undefined where it can. */
    readonly announceFault: AnnounceFault | undefined;
  }
  | { readonly kind: "cannot-listen"; readonly fault: BindFault; readonly why: string }
  | { readonly kind: "reply"; readonly reply: Reply }
  | { readonly kind: "topic"; readonly text: string };
