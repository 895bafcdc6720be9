import { startsWith } from "@std/bytes/starts-with";
import { randomBytes } from "../base/mod.ts";
import { formatEndpoint, parseEndpoint, resolveEndpoint } from "../net/mod.ts";
import { Name } from "../room/mod.ts";
import { keepKey, KEY_LENGTH, readPasswordFile } from "../store/mod.ts";
import { ConnectError, type ConnectFault } from "./errors.ts";
import type { ClientOptions } from "./protocol.ts";
import type { Destination } from "../link/mod.ts";
import {
  type Greeting,
  type Invitation,
  looksLikeInvitation,
  parseInvitation,
} from "../wire/mod.ts";
import type { Meet } from "./client.ts";
import { reachServer } from "./reach.ts";
import { type EnterOutcome, Seat } from "./seat.ts";

/** Where rooms are, if nobody says otherwise. */
const DEFAULT_HOST = "127.0.0.1";
const DEFAULT_PORT = 8888;

/** Milliseconds. */
const DEFAULT_PATIENCE = 60_000;

/** Where to take a seat, and how. */
export interface ConnectOptions {
  /** `HOST`, `HOST:PORT`, `[IPv6]:PORT`, or an invitation, `chatroom://…`; 127.0.0.1:8888 by default. Of a host's addresses, any may answer. */
  readonly server?: string;
  /** The name in the room: 1 to 32 characters without white space. */
  readonly name: string;
  /** The secret key by which the member is known, 32 bytes: a new one if neither it nor `keyFile` is given. */
  readonly identity?: Uint8Array;
  /** The file of that key, which is made on first use. */
  readonly keyFile?: string;
  /** Whether to take over a seat of the same name that another run with this key has; false by default. */
  readonly takesOver?: boolean;
  /** The room's password, where it takes one. */
  readonly password?: string;
  /** A file whose first line is the password. */
  readonly passwordFile?: string;
  /** Decides on the room that answers, by its key; by default, any room is entered. An error of it is thrown on. */
  readonly meet?: Meet;
  /** What to speak: by default `auto`, which is reliable with a server that knows it, and else classic. */
  readonly dialect?: ClientOptions["dialect"];
  /** Entries from before that are wanted, the newest ones; 0 by default. */
  readonly history?: number;
  /** Milliseconds to try to come back after the connection broke, 60,000 by default; Infinity for ever. */
  readonly patience?: number;
  /** Gives up entering; later, it has no effect. */
  readonly signal?: AbortSignal;
}

/**
 * Enters a room and takes a seat in it. This needs `--unstable-net` and `--unstable-worker-options`, the permission
 * to use the network, and the permission to read this folder, for the worker that holds the seat.
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
 * @throws {StoreError} where a file of the key or the password cannot be used
 */
export async function connect(given: ConnectOptions): Promise<Seat> {
  const options = await withFiles(given);
  const { server = DEFAULT_HOST, name, signal } = options;
  const invitation = looksLikeInvitation(server) ? parseInvitation(server) : undefined;
  const endpoint = invitation ?? parseEndpoint(server, DEFAULT_PORT);
  if (endpoint === undefined || typeof endpoint === "string") {
    throw new RangeError(`Cannot connect: the server is ${server}, not HOST, HOST:PORT or a link`);
  }
  const link = typeof invitation === "object" ? invitation : undefined;
  const refuse = (fault: ConnectFault) => new ConnectError(formatEndpoint(endpoint), name, fault);
  const parsed = Name.parse(name);
  if (!(parsed instanceof Name)) throw refuse({ kind: "refused", reason: parsed });
  const addresses = await resolveEndpoint(endpoint).catch((error) => {
    throw error instanceof Deno.errors.NotFound ? refuse({ kind: "no-such-host" }) : error;
  });
  const reached = await reachServer(addresses, signal);
  signal?.throwIfAborted();
  let refusal: { readonly error: unknown } | undefined;
  const meet: Meet = async (greeting) => {
    try {
      return await (options.meet ?? ((room) => trust(room, link, options)))(greeting);
    } catch (error) {
      refusal = { error };
      return undefined;
    }
  };
  const seat = new Seat(
    {
      server: reached,
      identity: options.identity,
      room: undefined,
      takesOver: options.takesOver ?? false,
      dialect: dialectOf(options, link),
      history: options.history ?? 0,
      patience: options.patience ?? DEFAULT_PATIENCE,
    },
    meet,
    name,
  );
  const fault = faultOf(await outcomeOf(seat, signal));
  if (fault === undefined && !signal?.aborted) return seat;
  await seat.close();
  signal?.throwIfAborted();
  if (refusal !== undefined) throw refusal.error;
  throw refuse(fault ?? { kind: "unanswered" });
}

/** The same, with what is in the files that it names. */
async function withFiles(
  options: ConnectOptions,
): Promise<ConnectOptions & { readonly identity: Uint8Array }> {
  const { identity, keyFile, password, passwordFile } = options;
  const ownKey = keyFile === undefined
    ? randomBytes(KEY_LENGTH)
    : await keepKey(keyFile, randomBytes);
  const secret = password ??
    (passwordFile === undefined ? undefined : await readPasswordFile(passwordFile));
  return {
    ...options,
    identity: identity ?? ownKey,
    ...secret !== undefined && { password: secret },
  };
}

/** Trusts any room, or the one that a link names. */
async function trust(
  { key, isSecret }: Greeting,
  link: Invitation | undefined,
  { server = "", name, password }: ConnectOptions,
): Promise<Destination> {
  if (link !== undefined) {
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", key.slice()));
    if (!startsWith(hash, link.keyHash)) throw new ConnectError(server, name, { kind: "impostor" });
  }
  return { key, secret: isSecret ? link?.secret ?? password : undefined };
}

/** Where the room is known to seal what is said, nothing goes out in the clear. */
function dialectOf(
  { dialect = "auto", password }: ConnectOptions,
  link: Invitation | undefined,
): ClientOptions["dialect"] {
  const isSealed = link !== undefined || password !== undefined;
  return dialect === "auto" && isSealed ? "reliable" : dialect;
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
    case "impostor":
    case "wrong-secret":
      return { kind: outcome.kind };
    default:
      return { kind: "unanswered" };
  }
}
