/**
 * The bytes that a stream sends. Offsets count from the stream's beginning. What is sent again is copied
 * again, so a source keeps what was not acknowledged, or says that it doesn't.
 */
export interface Source {
  /** Offset of the first byte that is still there. */
  readonly first: number;
  /** Offset behind the last byte that is there so far. */
  readonly end: number;
  /** Copies the bytes from `from` up to `to`, which are there, into `target`, beginning at index `at`. */
  copy(from: number, to: number, target: Uint8Array, at: number): void;
  /** The other end has all bytes before this offset. */
  acknowledged(offset: number): void;
}
