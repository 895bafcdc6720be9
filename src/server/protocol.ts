import type { Rate, Request } from "../base/mod.ts";
import type { Language } from "../language/mod.ts";
import type { BindFault, Certificate, Endpoint, Page } from "../net/mod.ts";
import type { Entry, LogLimits, Refusal } from "../room/mod.ts";
import type { Reply } from "../wire/mod.ts";
import type { AnnounceFault } from "./announcement.ts";
import type { ClusterPlan } from "./cluster/plan.ts";

/** How to serve a room. */
export interface ServerOptions {
  /** Where to listen; port 0 takes a free one. */
  readonly endpoint: Endpoint;
  /** The room's secret key: 32 bytes. */
  readonly key: Uint8Array;
  /** What members have to know to get in; undefined for a room that takes everybody. */
  readonly secret: string | undefined;
  /** The name under which the room is announced on this machine's networks; undefined to hide it. */
  readonly announceAs?: string | undefined;
  /** Language of the notices that classic members get. */
  readonly language: Language;
  /** Milliseconds that a classic member may be silent. */
  readonly idle: number;
  readonly maxMembers: number;
  /** Milliseconds that a name belongs to its owner after the last visit; 0 for names that belong to nobody. */
  readonly namesFor: number;
  /** The file that the room is kept in, and the room's name in it; undefined for a room that is not kept. */
  readonly file?: { readonly path: string; readonly name: string } | undefined;
  /** Milliseconds that entries are kept in the file; undefined for all the time. */
  readonly keepFor?: number | undefined;
  /** The other servers of the room; undefined for a room that this one serves alone. Its key is the one that they have. */
  readonly cluster?: ClusterPlan | undefined;
  /** Whether members are taken who speak the classic dialect; never in a room with a secret, or with several servers. */
  readonly classic: boolean;
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
  /** How browsers are served; undefined where they are not. */
  readonly web?: WebPlan | undefined;
}

/** How browsers are served. */
export interface WebPlan {
  /** The TCP port, 0 for a free one; undefined for the number that the UDP port has. */
  readonly port: number | undefined;
  /** Undefined for plain HTTP. */
  readonly certificate: Certificate | undefined;
  /** The paths of the files that the page has for who wants them. */
  readonly downloads?: readonly string[];
}

/** What became of the plan to serve browsers. */
export type WebState =
  | { readonly kind: "off" }
  | { readonly kind: "open"; readonly port: number; readonly isSecure: boolean }
  | { readonly kind: "closed"; readonly port: number; readonly fault: BindFault };

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
  /** What happens cannot be kept, for this reason, and so nothing may; it goes on where there is no reason any more. */
  | { readonly kind: "not-kept"; readonly why: string | undefined }
  /** Browsers cannot be given a page, for this reason. */
  | { readonly kind: "no-page"; readonly why: string }
  /** The room's servers cannot agree, for this reason, and what is asked waits; it goes on where there is none any more. */
  | { readonly kind: "stalled"; readonly why: string | undefined }
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
  /** The page that was asked for; undefined where it cannot be had. */
  | { readonly kind: "page"; readonly page: Page | undefined }
  | { readonly kind: "stop" };

/** What the worker tells the main thread. Requests are answered in the order in which they were made. */
export type FromWorker =
  | ServerEvent
  | {
    readonly kind: "listening";
    readonly endpoint: Endpoint;
    /** The room's public key. */
    readonly key: Uint8Array;
    /** Why the room cannot be found; undefined where it can. */
    readonly announceFault: AnnounceFault | undefined;
    readonly web: WebState;
  }
  /** A browser asks for the page. */
  | { readonly kind: "page-wanted" }
  | { readonly kind: "cannot-listen"; readonly fault: BindFault; readonly why: string }
  /** The room's file cannot be used. */
  | { readonly kind: "cannot-keep"; readonly why: string }
  | { readonly kind: "reply"; readonly reply: Reply }
  | { readonly kind: "topic"; readonly text: string };
