/** The other end broke the protocol: what it sent is dropped, and nothing of it has had any effect. */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";
}

/** The largest number that a variable-length integer holds here: all that a JavaScript number counts to. */
const LARGEST = Number.MAX_SAFE_INTEGER;

/** Reads a datagram's bytes from front to back. Every method throws a ProtocolError where they run out. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  #position: number;

  /** Reads the bytes from `start` to `end`. */
  constructor(bytes: Uint8Array, start = 0, end: number = bytes.length) {
    this.#bytes = bytes;
    this.#position = start;
    this.#end = end;
  }

  /** Number of bytes that are left. */
  get left(): number {
    return this.#end - this.#position;
  }

  uint8(): number {
    if (this.left < 1) throw new ProtocolError("Cannot read a byte: the datagram has ended");
    return this.#bytes[this.#position++]!;
  }

  /** A big-endian number of `length` bytes, at most 7 of them. */
  uint(length: number): number {
    let value = 0;
    for (let index = 0; index < length; index++) value = value * 256 + this.uint8();
    return value;
  }

  /** A variable-length integer (RFC 9000, section 16), up to 2^53 - 1. */
  varint(): number {
    const first = this.uint8();
    let value = first & 0x3f;
    for (let more = (1 << (first >> 6)) - 1; more > 0; more--) value = value * 256 + this.uint8();
    if (value > LARGEST) throw new ProtocolError(`Cannot read a number: ${value} is too large`);
    return value;
  }

  /** The next `length` bytes: a view, not a copy. */
  bytes(length: number): Uint8Array {
    if (this.left < length) {
      throw new ProtocolError(`Cannot read ${length} bytes: ${this.left} are left`);
    }
    this.#position += length;
    return this.#bytes.subarray(this.#position - length, this.#position);
  }

  /** Refuses bytes that are left over. */
  finish(): void {
    if (this.left > 0) {
      throw new ProtocolError(`Cannot read a datagram: ${this.left} bytes are left`);
    }
  }
}

/** Writes a datagram's bytes from front to back. The caller sees to it that there is room. */
export class ByteWriter {
  readonly target: Uint8Array;
  position = 0;

  constructor(target: Uint8Array) {
    this.target = target;
  }

  uint8(value: number): void {
    this.target[this.position++] = value;
  }

  /** A big-endian number of `length` bytes, at most 7 of them. */
  uint(value: number, length: number): void {
    // Shifts are faster than divisions, and work on 32 bits.
    const low = value >>> 0;
    let rest = low;
    for (let index = 0; index < length; index++) {
      if (index === 4) rest = (value - low) / 2 ** 32;
      this.target[this.position + length - 1 - index] = rest;
      rest >>>= 8;
    }
    this.position += length;
  }

  /** A variable-length integer (RFC 9000, section 16) in its shortest form. */
  varint(value: number): void {
    if (value < 0x40) return this.uint8(value);
    const start = this.position;
    const power = value < 0x4000 ? 1 : value < 0x4000_0000 ? 2 : 3;
    this.uint(value, 1 << power);
    this.target[start]! |= power << 6;
  }

  bytes(bytes: Uint8Array): void {
    this.target.set(bytes, this.position);
    this.position += bytes.length;
  }
}

/** Most bytes that {@link ByteWriter.varint} takes. */
export const VARINT_BYTES = 8;
