/** A load: `members` in one room, of whom one speaks. */
export interface Load {
  readonly members: number;
  /** How many of them come over WebSockets, as pages do: the last ones; 0 if not given. */
  readonly pages?: number;
  readonly messages: number;
  /** Bytes of each message's text. */
  readonly bytes: number;
  /** Messages under way at once; 1 measures latency. */
  readonly window: number;
}

/** What one run of a load showed. A message counts as delivered once for each member that it reached. */
export interface Measurement {
  readonly deliveriesPerSecond: number;
  /** Deliveries as a share of those that were due, 0 to 1. */
  readonly share: number;
  /** Microseconds from sending a message until every other member has it, where the window is 1. */
  readonly allHaveIt?: Percentiles;
  /** Datagrams a second that the server sends to members. */
  readonly datagramsPerSecond?: number;
  /** Mean size of those datagrams. */
  readonly bytesPerDatagram?: number;
  /** Microseconds of the server's processor time for each delivery, logins left out. */
  readonly cpuPerDelivery?: number;
  /** Bytes by which the server's resident memory grew for each member that entered. */
  readonly memoryPerMember?: number;
}

export interface Percentiles {
  readonly p50: number;
  readonly p99: number;
}

/**
 * A chat server together with what loads it. Each run has a server of its own: `start()`, `run()` once,
 * `stop()`.
 */
export interface System {
  readonly name: string;
  /** Starts the server; fulfilled when it answers. */
  start(): Promise<void>;
  /** Lets the members enter, then measures. Rejects when `signal` aborts. */
  run(load: Load, signal: AbortSignal): Promise<Measurement>;
  /** Ends the server and waits for its end; also after a `start()` or `run()` that failed. */
  stop(): Promise<void>;
}
