import { DeliverPolicy, type JetStreamClient, type JsMsg } from "@nats-io/jetstream";

/**
 * Milliseconds that the servers keep one request for messages, and after which they say that there is none: with longer
 * ones, nothing came for 20 s where a leader was killed.
 */
const EXPIRY = 2000;
const HEARTBEAT = 500;

/** Milliseconds after which a message that is known to be there has to have come: else there is a new consumer. */
const PATIENCE = 3000;

/** Milliseconds before a new attempt: from the first on, twice as much each time, up to the most. */
const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 1000;

/** What to follow. */
export interface Followed {
  readonly stream: string;
  /** Sequence of the last message that is known. */
  readonly after: number;
}

/** Gives all messages of a stream in their order, whatever happens to its servers. */
export class Follower {
  readonly #client: JetStreamClient;
  readonly #stream: string;
  #last: number;
  /** A message that is known to be there, and since when. */
  #expected: { readonly sequence: number; readonly since: number } | undefined;
  #restart: () => void = () => {};

  constructor(client: JetStreamClient, { stream, after }: Followed) {
    this.#client = client;
    this.#stream = stream;
    this.#last = after;
  }

  /** A message is known to be there. */
  expect(sequence: number): void {
    if (sequence <= this.#last) return;
    const now = performance.now();
    if (this.#expected === undefined || this.#expected.sequence <= this.#last) {
      this.#expected = { sequence, since: now };
    }
    if (now - this.#expected.since < PATIENCE) return;
    this.#expected = undefined;
    this.#restart();
  }

  /** Follows until the signal is aborted. */
  async run(take: (message: JsMsg) => void, signal: AbortSignal): Promise<void> {
    let pause = FIRST_PAUSE;
    const hear = (message: JsMsg) => {
      pause = FIRST_PAUSE;
      if (message.seq <= this.#last) return;
      this.#last = message.seq;
      take(message);
    };
    while (!signal.aborted) {
      try {
        await this.#consume(hear, signal);
      } catch {
        // No leader, or no connection: that is what the pause is for.
      }
      await pauseFor(pause, signal);
      pause = Math.min(LONGEST_PAUSE, 2 * pause);
    }
  }

  /** Gives what comes by one consumer, until it fails or there is to be another. */
  async #consume(take: (message: JsMsg) => void, signal: AbortSignal): Promise<void> {
    const consumer = await this.#client.consumers.get(this.#stream, {
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: this.#last + 1,
    });
    const messages = await consumer.consume({ expires: EXPIRY, idle_heartbeat: HEARTBEAT });
    const stopped = Promise.withResolvers<void>();
    this.#restart = stopped.resolve;
    signal.addEventListener("abort", this.#restart);
    if (signal.aborted) stopped.resolve();
    let isCurrent = true;
    const taking = (async () => {
      for await (const message of messages) if (isCurrent) take(message);
    })();
    try {
      await Promise.race([taking, stopped.promise]);
    } finally {
      isCurrent = false;
      signal.removeEventListener("abort", this.#restart);
      taking.catch(() => {});
      messages.stop();
      consumer.delete().catch(() => {});
    }
  }
}

/** Waits, or until the signal is aborted. */
export async function pauseFor(time: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return;
  await new Promise<void>((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, time);
    signal?.addEventListener("abort", end);
  });
}
