import { formatEndpoint, parseEndpoint, resolveEndpoint } from "../net/mod.ts";
import { Name } from "../room/mod.ts";
import { ConnectError, type ConnectFault } from "./errors.ts";
import type { ClientOptions } from "./protocol.ts";
import { reachServer } from "./reach.ts";
import { type EnterOutcome, Seat } from "./seat.ts";

/** Where rooms are, if nobody says otherwise. */
const DEFAULT_HOST = "127.0.0.1";
const DEFAULT_PORT = 8888;

/** Milliseconds. */
const DEFAULT_PATIENCE = 60_000;

/** Where to take a seat, and how. */
export interface ConnectOptions {
  /** `HOST`, `HOST:PORT` or `[IPv6]:PORT`; 127.0.0.1:8888 by default. Of a host's addresses, any may answer. */
  readonly server?: string;
  /** The name in the room: 1 to 32 characters without white space. */
  readonly name: string;
  /** What to speak: by default `auto`, which is reliable with a server that knows it, and else classic. */
  readonly dialect?: ClientOptions["dialect"];
  /** Entries from before that are wanted, the newest ones; 0 by default. */
  readonly history?: number;
  /** Milliseconds to try to come back after the connection broke, 60,000 by default; Infinity for ever. */
  readonly patience?: number;
  /** Whether to leave with Q instead of E, in the classic dialect. */
  readonly legacyQuit?: boolean;
  /** Gives up entering; later, it has no effect. */
  readonly signal?: AbortSignal;
}

/**
 * Enters a room and takes a seat in it. This needs `--unstable-net`, the permission to use the network, and
 * the permission to read this folder, for the worker that holds the seat.
 *
 * ```ts
 * import { connect } from "@chatroom/chatroom/client";
 *
 * await using seat = await connect({ server: "127.0.0.1:8888", name: "Greeter" });
 * const { count } = await seat.who();
 * await seat.say(`There are ${count} of us`);
 * for await (const event of seat) {
 *   if (event.kind === "say") console.log(`${event.name}: ${event.text}`);
 *   if (event.kind === "say" && event.name === seat.name) break;
 * }
 * ```
 *
 * @throws {ConnectError} where nobody answers, or the name is refused
 * @throws {RangeError} where `server` is no such text
 */
export async function connect(options: ConnectOptions): Promise<Seat> {
  const { server = DEFAULT_HOST, name, signal } = options;
  const endpoint = parseEndpoint(server, DEFAULT_PORT);
  if (endpoint === undefined) {
    throw new RangeError(`Cannot connect: the server is ${server}, not HOST or HOST:PORT`);
  }
  const refuse = (fault: ConnectFault) => new ConnectError(formatEndpoint(endpoint), name, fault);
  const parsed = Name.parse(name);
  if (!(parsed instanceof Name)) throw refuse({ kind: "refused", reason: parsed });
  const addresses = await resolveEndpoint(endpoint).catch((error) => {
    throw error instanceof Deno.errors.NotFound ? refuse({ kind: "no-such-host" }) : error;
  });
  const reached = await reachServer(addresses, signal);
  signal?.throwIfAborted();
  const seat = new Seat({
    server: reached,
    dialect: options.dialect ?? "auto",
    history: options.history ?? 0,
    patience: options.patience ?? DEFAULT_PATIENCE,
    legacyQuit: options.legacyQuit ?? false,
  }, name);
  const fault = faultOf(await outcomeOf(seat, signal));
  if (fault === undefined && !signal?.aborted) return seat;
  await seat.close();
  signal?.throwIfAborted();
  throw refuse(fault ?? { kind: "unanswered" });
}

/** The outcome of entering. Where the signal is aborted meanwhile, the seat is left. */
async function outcomeOf(seat: Seat, signal: AbortSignal | undefined): Promise<EnterOutcome> {
  const leave = () => void seat.close().catch(() => {});
  signal?.addEventListener("abort", leave);
  try {
    return await seat.entered;
  } finally {
    signal?.removeEventListener("abort", leave);
  }
}

/** Why the attempt to enter failed; undefined where it did not. */
function faultOf(outcome: EnterOutcome): ConnectFault | undefined {
  switch (outcome.kind) {
    case "entered":
      return undefined;
    case "refused":
      return { kind: "refused", reason: outcome.reason };
    case "incompatible":
      return { kind: "incompatible", version: outcome.version };
    default:
      return { kind: "unanswered" };
  }
}
