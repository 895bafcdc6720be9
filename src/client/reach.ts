import { type Machine, randomDigits, type Transmit } from "../base/mod.ts";
import { bindToward, Driver, type Endpoint, steadyNow } from "../net/mod.ts";
import { type Answer, decodeAnswer, encodeCall, type Greeting, VERSION } from "../wire/mod.ts";

/** Milliseconds from one address to the next (RFC 8305, section 5: the connection attempt delay). */
const ATTEMPT_DELAY = 250;

/** Milliseconds that all addresses have in all. */
const PATIENCE = 1500;

/** Milliseconds from one question to the next. */
const QUESTION_DELAY = 250;

/**
 * The first of a host's addresses at which a server answers, in the manner of RFC 8305 (Happy Eyeballs): they
 * are asked one soon after the other. Where none answers, it is the first: a classic server answers nothing
 * before somebody enters. The question leaves nothing at a server.
 *
 * @param servers at least one; the preferred address first
 * @param isMeant whether a room that answers is the one that is looked for
 */
export async function reachServer(
  servers: readonly Endpoint[],
  signal?: AbortSignal,
  isMeant: (greeting: Greeting) => boolean = () => true,
): Promise<Endpoint> {
  const [first, ...others] = servers;
  if (first === undefined) throw new RangeError("Cannot reach a server: there is no address");
  if (others.length === 0) return first;
  const stop = new AbortController();
  const end = () => stop.abort();
  signal?.addEventListener("abort", end);
  const timer = setTimeout(end, PATIENCE);
  const knocks = servers.map(async (server, index) => {
    if (await knock(server, index * ATTEMPT_DELAY, isMeant, stop.signal)) return server;
    throw new Error("Nobody answers");
  });
  try {
    return await Promise.any(knocks).catch(() => first);
  } finally {
    end();
    await Promise.allSettled(knocks);
    clearTimeout(timer);
    signal?.removeEventListener("abort", end);
  }
}

/** Whether a server that speaks the reliable dialect answers before the signal is aborted. */
async function knock(
  server: Endpoint,
  delay: number,
  isMeant: (greeting: Greeting) => boolean,
  signal: AbortSignal,
): Promise<boolean> {
  let socket: Deno.DatagramConn;
  try {
    socket = bindToward(server);
  } catch {
    // This machine may have no IPv6.
    return false;
  }
  const answered = new AbortController();
  const start = steadyNow() + delay;
  const hear = (answer: Answer) => {
    if (answer.kind !== "cookie" || isMeant(answer)) answered.abort();
  };
  const machine = new Knock(server, randomDigits(), start, hear);
  try {
    await new Driver(socket, machine, steadyNow).run(AbortSignal.any([signal, answered.signal]));
  } finally {
    socket.close();
  }
  return answered.signal.aborted;
}

/** Asks a server again and again whether it speaks the reliable dialect, in any version. */
class Knock implements Machine {
  readonly #to: readonly Deno.NetAddr[];
  readonly #nonce: string;
  readonly #onAnswer: (answer: Answer) => void;
  #next: number;
  #wantsToSend = false;

  constructor(server: Endpoint, nonce: string, start: number, onAnswer: (answer: Answer) => void) {
    this.#to = [{ transport: "udp", ...server }];
    this.#nonce = nonce;
    this.#next = start;
    this.#onAnswer = onAnswer;
  }

  receive(datagram: Uint8Array): void {
    const answer = decodeAnswer(datagram);
    if (answer?.nonce === this.#nonce) this.#onAnswer(answer);
  }

  timeout(now: number): void {
    if (now < this.#next) return;
    this.#next = now + QUESTION_DELAY;
    this.#wantsToSend = true;
  }

  nextTimeout(): number {
    return this.#next;
  }

  transmit(): Transmit | undefined {
    if (!this.#wantsToSend) return undefined;
    this.#wantsToSend = false;
    const call = encodeCall({ version: VERSION, nonce: this.#nonce });
    return { to: this.#to, datagram: call };
  }
}
