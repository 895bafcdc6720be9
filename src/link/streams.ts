import {
  type ByteWriter,
  type Frame,
  ProtocolError,
  STREAM_COUNT,
  writeWindow,
} from "../wire/mod.ts";
import { ReceiveStream } from "./receive_stream.ts";
import { type Chunk, SendStream } from "./send_stream.ts";
import type { Source } from "./source.ts";

const NO_CHUNKS: readonly Chunk[] = [];
const NO_WINDOWS: readonly number[] = [];

/** The streams of a connection: those that this end sends and those that it receives. */
export class Streams {
  readonly #sending: SendStream[] = [];
  readonly #receiving: (ReceiveStream | undefined)[] = new Array(STREAM_COUNT);
  /** Streams whose limit is to be told, each once. */
  #raised: number[] = [];

  /** Begins to send a stream of which the other end takes `limit` bytes at first. */
  open(id: number, source: Source, limit: number): void {
    this.#sending.push(new SendStream(id, source, limit));
  }

  /** Takes a stream that the other end sends. */
  accept(id: number, window: number, deliver: (bytes: Uint8Array) => void): void {
    this.#receiving[id] = new ReceiveStream(window, deliver);
  }

  /** Whether bytes of a stream may be sent. */
  get isReady(): boolean {
    for (const stream of this.#sending) if (stream.isReady) return true;
    return false;
  }

  /** Whether a limit is to be told. */
  get hasRaised(): boolean {
    return this.#raised.length > 0;
  }

  /** Whether a source has lost what is to be sent next. */
  get isOverrun(): boolean {
    for (const stream of this.#sending) if (stream.isOverrun) return true;
    return false;
  }

  /** Whether the other end has all of every stream. */
  get isFlushed(): boolean {
    return this.#sending.every(({ isFlushed }) => isFlushed);
  }

  /** Sends nothing beyond what the sources have now. */
  finish(): void {
    for (const stream of this.#sending) stream.finish();
  }

  /** `count` more delivered bytes of a stream are done with. */
  take(id: number, count: number): void {
    const stream = this.#receiving[id];
    stream?.take(count);
    if (stream?.needsRaise) this.raise(id);
  }

  /** The limit of a stream is to be told. */
  raise(id: number): void {
    if (!this.#raised.includes(id)) this.#raised.push(id);
  }

  /** Writes the limits that are to be told, or worth telling. Returns the streams that they are of. */
  writeWindows(writer: ByteWriter): readonly number[] {
    for (let id = 0; id < STREAM_COUNT; id++) if (this.#receiving[id]?.mayRaise) this.raise(id);
    if (this.#raised.length === 0) return NO_WINDOWS;
    const raised = this.#raised;
    for (const id of raised) writeWindow(writer, id, this.#receiving[id]!.raise());
    this.#raised = [];
    return raised;
  }

  /** Fills a datagram up to `end` with what is to be sent. Returns what that was. */
  write(writer: ByteWriter, end: number): readonly Chunk[] {
    let chunks: Chunk[] | undefined;
    for (const stream of this.#sending) {
      let chunk = stream.write(writer, end);
      for (; chunk !== undefined; chunk = stream.write(writer, end)) {
        if (chunks === undefined) chunks = [chunk];
        else chunks.push(chunk);
      }
    }
    return chunks ?? NO_CHUNKS;
  }

  /** @throws {ProtocolError} for bytes that the other end may not send */
  check({ stream, offset, bytes }: Frame & { readonly kind: "stream" }): void {
    const receiving = this.#receiving[stream];
    if (receiving === undefined) throw new ProtocolError(`Cannot take stream ${stream}`);
    receiving.check(offset, bytes.length);
  }

  /** Takes bytes that {@link check} let pass. */
  receive({ stream, offset, bytes }: Frame & { readonly kind: "stream" }): void {
    this.#receiving[stream]!.receive(offset, bytes);
  }

  /** The other end takes bytes of a stream up to `limit`. */
  allow(id: number, limit: number): void {
    for (const stream of this.#sending) if (stream.id === id) stream.allow(limit);
  }
}
