import type { Row } from "../row.ts";

/** Records that a server wants to be the stream's next message. */
export interface StreamMessage {
  /** Position in the stream: 1 for the first message, without a gap. */
  readonly sequence: number;
  /** Tells this proposal from all others. */
  readonly id: string;
  /** The id of the message before; undefined where that is not known. */
  readonly previous?: string | undefined;
  readonly rows: readonly Row[];
}

/** What a server tells the others of itself, again and again: when it no longer does, it is taken for gone. */
export interface Lease {
  /** Tells this run of the server from all others. */
  readonly server: string;
  /** What people call it. */
  readonly name: string;
  /** Where its members reach it: host and port. */
  readonly addresses: readonly string[];
  /** How many members it has. */
  readonly members: number;
  /** Milliseconds from a proposal of its own, the last one, until the stream gave it back. */
  readonly lag: number;
  /** Whether it hands its members over, and takes no more. */
  readonly isLeaving: boolean;
}

/** What comes from a stream. */
export type StreamEvent =
  /** The next message, in the same order for everybody: one's own too. */
  | { readonly kind: "message"; readonly message: StreamMessage }
  /** Nobody knows whether a proposal is in the stream; proposing it again does no harm. */
  | { readonly kind: "unavailable"; readonly id: string; readonly why: string }
  /**
   * The sequence of the stream's newest message, as it is told where something was lost or there was no connection. It may
   * be less than that of a message that was given: nodes that lose their memory together lose what they had not written.
   */
  | { readonly kind: "end"; readonly last: number }
  /** `time` is the stream's, in milliseconds since 1970: no server's clock counts. */
  | { readonly kind: "lease"; readonly lease: Lease; readonly time: number };

/**
 * A log that several servers write together. It keeps the order; what it has given to a server that is still there it can
 * be given back.
 *
 * Its first messages are given when it is opened; what comes of a call comes later, as an event, and never within the call.
 */
export interface RecordStream {
  /**
   * Wants a message to be the next. It is in the stream when it comes back as the event `message`; where another message
   * with that sequence comes, it is not, and never will be. So it can be proposed again while neither has come.
   */
  propose(message: StreamMessage): void;
  /** Renews the lease. Nothing comes of it where that fails: the next one may succeed. */
  renew(lease: Lease): void;
}
