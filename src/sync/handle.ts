/**
 * What of a primitive can be posted to a worker: its words of shared memory and which primitive they are.
 * Structured clone copies a handle but not its memory, so both sides see the same words.
 */
export interface Handle<Kind extends string> {
  readonly kind: Kind;
  readonly words: Int32Array<SharedArrayBuffer>;
}

/** A handle over `count` fresh words, all zero. */
export function createHandle<Kind extends string>(kind: Kind, count: number): Handle<Kind> {
  const bytes = count * Int32Array.BYTES_PER_ELEMENT;
  return { kind, words: new Int32Array(new SharedArrayBuffer(bytes)) };
}

/** `handle`, once it is sure that it belongs to a primitive of this kind. */
export function attachHandle<Kind extends string>(kind: Kind, handle: Handle<Kind>): Handle<Kind> {
  if (handle.kind === kind) return handle;
  throw new TypeError(`Cannot attach to a ${kind}: the current handle is of a ${handle.kind}`);
}
