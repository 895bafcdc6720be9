import { decodeFrames, type Frame, ProtocolError } from "../wire/mod.ts";
import type { Acknowledger } from "./acknowledger.ts";
import type { Recovery } from "./recovery.ts";
import { openData, type SessionKeys } from "./sealed.ts";
import type { Streams } from "./streams.ts";

/** What a frame is checked against. */
interface State {
  readonly acknowledger: Acknowledger;
  readonly recovery: Recovery;
  readonly streams: Streams;
}

/** Opens datagrams and checks the whole of one, before any part of it has an effect. */
export class Inbound {
  readonly #keys: SessionKeys;
  readonly #state: State;
  #rejected = 0;

  constructor(keys: SessionKeys, state: State) {
    this.#keys = keys;
    this.#state = state;
  }

  /** Datagrams that broke the protocol. */
  get rejected(): number {
    return this.#rejected;
  }

  /** The frames of a new datagram that is wholly right; undefined for any other. */
  open(datagram: Uint8Array, number: number): Frame[] | undefined {
    if (!this.#state.acknowledger.isNew(number)) return undefined;
    try {
      const frames = decodeFrames(openData(datagram, this.#keys, number));
      for (const frame of frames) this.#check(frame);
      return frames;
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#rejected++;
      return undefined;
    }
  }

  #check(frame: Frame): void {
    if (frame.kind === "ack") this.#state.recovery.check(frame);
    if (frame.kind === "stream") this.#state.streams.check(frame);
    if (frame.kind === "close" && frame.session !== this.#keys.session) {
      throw new ProtocolError(`Cannot close: the session is not ${frame.session}`);
    }
  }
}
