import { encode } from "../codec.ts";

/** Sizes of a queue. */
export interface QueueOptions {
  /** How many values it holds at most, 1 to 2^20; 64 unless told. */
  readonly capacity?: number;
  /** How many bytes one value may take, serialized, 1 to 2^24; 1024 unless told. */
  readonly valueBytes?: number;
}

/** What a read that does not wait gives. */
export type Taken<T> =
  | { readonly status: "ok"; readonly value: T }
  | { readonly status: "empty" | "closed" };

/** Thrown by a write to a queue that is closed, and by a read from one that is closed and empty. */
export class ClosedError extends Error {
  override readonly name = "ClosedError";
}

/** The sizes, checked and complete. */
export function queueSizes(options: QueueOptions, defaultBytes: number): Required<QueueOptions> {
  const { capacity = 64, valueBytes = defaultBytes } = options;
  inRange("capacity", capacity, 2 ** 20);
  inRange("valueBytes", valueBytes, 2 ** 24);
  return { capacity, valueBytes };
}

function inRange(name: string, value: number, most: number): void {
  if (Number.isInteger(value) && value >= 1 && value <= most) return;
  throw new RangeError(
    `Cannot make a queue without a ${name} of 1 to ${most}: the current value is ${value}`,
  );
}

/** A value's bytes, if they fit. */
export function encodeFor(value: unknown, valueBytes: number): Uint8Array<ArrayBuffer> {
  const bytes = encode(value);
  if (bytes.length <= valueBytes) return bytes;
  throw new RangeError(
    `Cannot put a value of ${bytes.length} bytes: the queue takes values up to ${valueBytes}`,
  );
}
