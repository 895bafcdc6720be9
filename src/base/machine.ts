/** A datagram for one or several receivers. */
export interface Transmit {
  /** At least one, all different. */
  readonly to: readonly Deno.NetAddr[];
  readonly datagram: Uint8Array;
}

/** Most sends that are under way at a time: a machine that reuses its datagrams needs this number of them. */
export const SEND_BATCH = 64;

/**
 * A protocol as a state machine that does no input or output of its own. The contract: after calls of
 * `receive` or `timeout`, and after any input that the machine takes besides, call `transmit` until it
 * returns undefined, then wait for what comes first: a datagram, or the time that `nextTimeout` names.
 * Times are in milliseconds, on a clock that only goes forward.
 */
export interface Machine {
  /** A datagram arrived. It is valid only during the call: what is kept of it must be copied. */
  receive(datagram: Uint8Array, from: Deno.NetAddr, now: number): void;
  /** The time that `nextTimeout` named has come. Calling it early changes nothing. */
  timeout(now: number): void;
  /** When `timeout` is due; Infinity for never. It may be early, never late. */
  nextTimeout(): number;
  /**
   * The next datagram to send, which leaves at `now`. Its bytes must stay as they are until `transmit` is
   * called the {@link SEND_BATCH}th time after it, or the machine gets its next input: so a machine can hand
   * out the same `SEND_BATCH` buffers in turn.
   */
  transmit(now: number): Transmit | undefined;
}
