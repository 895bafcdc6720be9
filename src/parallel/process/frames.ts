/** What a frame is about. */
export const FrameType = {
  /** Parent to child, first of all: the task. */
  START: 1,
  /** Either way: a message. */
  MESSAGE: 2,
  /** Child to parent, last of all: what the task returned. */
  DONE: 3,
  /** Child to parent, last of all: what it threw. */
  FAILED: 4,
  /** Child to parent: a request to a queue. */
  REQUEST: 5,
  /** Child to parent: the request of this number shall wait no longer. */
  CANCEL: 6,
  /** Parent to child: the answer to the request of this number. */
  REPLY: 7,
} as const;

/** One unit of what a process and its parent say to each other through a pipe. */
export interface Frame {
  readonly type: number;
  /** Number of the request that it belongs to, or 0. */
  readonly id: number;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** First byte of a frame: UTF-8 text never has it, so frames can be told from what a child prints. */
const MARK = 0xff;
/** The mark, the type, the number and the length of the body (32 bits each, most significant first). */
const HEADER = 10;

/** A frame as bytes. */
export function encodeFrame({ type, id, body }: Frame): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEADER + body.length);
  const view = new DataView(bytes.buffer);
  bytes[0] = MARK;
  bytes[1] = type;
  view.setUint32(2, id);
  view.setUint32(6, body.length);
  bytes.set(body, HEADER);
  return bytes;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A body of a line of JSON and, after it, bytes. */
export function joinBody(head: unknown, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const line = encoder.encode(`${JSON.stringify(head)}\n`);
  const body = new Uint8Array(line.length + bytes.length);
  body.set(line);
  body.set(bytes, line.length);
  return body;
}

/** What {@linkcode joinBody} joined. */
export function splitBody(body: Uint8Array<ArrayBuffer>): [unknown, Uint8Array<ArrayBuffer>] {
  const end = body.indexOf(0x0a);
  return [JSON.parse(decoder.decode(body.subarray(0, end))), body.subarray(end + 1)];
}

/** Takes a stream of bytes apart: frames, and whatever a child printed between them. */
export class FrameParser {
  readonly #header = new Uint8Array(HEADER);
  #headerLength = 0;
  #body: Uint8Array<ArrayBuffer> | undefined;
  #bodyLength = 0;

  /** How many more bytes the current frame needs before it is complete or its length is known. */
  get missing(): number {
    return this.#body ? this.#body.length - this.#bodyLength : HEADER - this.#headerLength;
  }

  /** The frames that these bytes complete, and printed bytes as they are, in order. */
  *feed(chunk: Uint8Array<ArrayBuffer>): Generator<Frame | Uint8Array<ArrayBuffer>, void> {
    let rest = chunk;
    while (rest.length > 0) {
      if (this.#headerLength === 0 && rest[0] !== MARK) {
        const mark = rest.indexOf(MARK);
        const printed = mark < 0 ? rest : rest.subarray(0, mark);
        yield printed;
        rest = rest.subarray(printed.length);
      } else {
        rest = this.#fill(rest);
        const frame = this.#complete();
        if (frame) yield frame;
      }
    }
  }

  /** Takes what belongs to the current frame; the rest of the chunk. */
  #fill(chunk: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    if (!this.#body) {
      const part = chunk.subarray(0, HEADER - this.#headerLength);
      this.#header.set(part, this.#headerLength);
      this.#headerLength += part.length;
      if (this.#headerLength === HEADER) {
        this.#body = new Uint8Array(new DataView(this.#header.buffer).getUint32(6));
        this.#bodyLength = 0;
      }
      return chunk.subarray(part.length);
    }
    const part = chunk.subarray(0, this.#body.length - this.#bodyLength);
    this.#body.set(part, this.#bodyLength);
    this.#bodyLength += part.length;
    return chunk.subarray(part.length);
  }

  #complete(): Frame | undefined {
    const body = this.#body;
    if (!body || this.#bodyLength < body.length) return undefined;
    this.#body = undefined;
    this.#headerLength = 0;
    return {
      type: this.#header[1] as number,
      id: new DataView(this.#header.buffer).getUint32(2),
      body,
    };
  }
}
