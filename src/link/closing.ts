import { type ByteWriter, writeClose } from "../wire/mod.ts";

/** Why a connection is over. */
export interface End {
  readonly by:
    /** This end closed it. */
    | "us"
    /** The other end closed it. */
    | "peer"
    /** Nothing was heard of the other end for too long, or it acknowledged nothing. */
    | "silence"
    /** The other end does not know the session (any more). */
    | "reset"
    /** A source has lost what was still to be sent. */
    | "overrun";
  /** The word with which it was closed; empty where it was not. */
  readonly reason: string;
}

/** How far a connection is with its end: it is asked for, then told to the other end, then there. */
export class Closing {
  #reason: string | undefined;
  #end: End | undefined;
  #isToBeTold = false;
  #wasTold = false;

  /** How the connection ended, if it has. */
  get end(): End | undefined {
    return this.#end;
  }

  /** Why this end is closing the connection; undefined where it is not. */
  get reason(): string | undefined {
    return this.#reason;
  }

  /** Whether a close frame is to be sent. */
  get isToBeTold(): boolean {
    return this.#isToBeTold;
  }

  /** Whether a close frame was sent. */
  get wasTold(): boolean {
    return this.#wasTold;
  }

  /** This end wants to close the connection. */
  begin(reason: string): void {
    this.#reason = reason;
  }

  /** The other end is to be told, for the first time or again. */
  tell(): void {
    this.#isToBeTold = true;
  }

  /** Writes the close frame if one is to be sent. Returns whether it did. */
  write(writer: ByteWriter, session: number): boolean {
    if (!this.#isToBeTold) return false;
    writeClose(writer, session, this.#reason ?? "");
    this.#isToBeTold = false;
    this.#wasTold = true;
    return true;
  }

  /** The connection is over. Returns false where it was before. */
  finish(end: End): boolean {
    if (this.#end !== undefined) return false;
    this.#end = end;
    return true;
  }
}
