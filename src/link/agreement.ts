/**
 * The key agreement that opens a session: Noise_IKpsk2 in two datagrams, and CPace inside of them where the room
 * takes a secret. So one handshake tests one guess at the secret, and what was heard of it tests none.
 */

import {
  Cpace,
  Handshake,
  IKPSK2,
  joined,
  KEY_BYTES,
  type KeyPair,
  Opener,
  type Primitives,
  Sealer,
} from "../secure/mod.ts";
import {
  type Answer,
  decodeOpeningTerms,
  decodeWelcomeTerms,
  encodeAnswer,
  encodeOpening,
  encodeOpeningTerms,
  encodeWelcome,
  encodeWelcomeTerms,
  type Limits,
  type Opening,
  ProtocolError,
  RESET_TOKEN_BYTES,
  VERSION,
  type Welcome,
} from "../wire/mod.ts";
import type { SessionKeys } from "./sealed.ts";

/** The key pair by which a room or a member is known. */
export type Identity = KeyPair;

/** The room behind a listener. */
export interface Host {
  readonly primitives: Primitives;
  readonly identity: Identity;
  /** The room's secret; undefined where it takes none. */
  readonly secret: string | undefined;
  /** The room's name; empty where it has none. */
  readonly name: string;
}

type Cookie = Extract<Answer, { kind: "cookie" }>;

const encoder = new TextEncoder();
const LABEL = encoder.encode(`chatroom ${VERSION}`);
const NOTHING = new Uint8Array();

/** In a room without a secret (IKpsk2 needs something). */
const NO_SECRET = new Uint8Array(KEY_BYTES);

/** Both ends agree on the version, the nonce and all that the server said of itself. */
function prologueOf(greeting: Cookie): Uint8Array {
  return joined(LABEL, encodeAnswer(greeting));
}

/** One end of CPace, for a member and a room that are known by their keys. */
function cpaceOf(
  primitives: Primitives,
  secret: string,
  member: Uint8Array,
  { key, nonce, cookie }: Cookie,
  random: (count: number) => Uint8Array,
): Cpace {
  const options = {
    secret: encoder.encode(secret.normalize("NFC")),
    channel: joined(LABEL, member, key),
    session: encoder.encode(nonce + cookie),
  };
  return new Cpace(primitives, options, random(64));
}

/** The secret of this handshake, of 32 bytes, from CPace's 64. */
function pskOf(key: Uint8Array): Uint8Array {
  return key.subarray(0, KEY_BYTES);
}

function newPair(primitives: Primitives, random: (count: number) => Uint8Array): KeyPair {
  const secretKey = random(KEY_BYTES);
  return { secretKey, publicKey: primitives.publicKeyOf(secretKey) };
}

/**
 * What proves that a reset of a session is the server's: a keyed hash of the session, so that it need not be kept and
 * outlives a restart (RFC 9000, section 10.3.2).
 */
export function resetTokenOf({ primitives, identity }: Host, session: number): Uint8Array {
  const key = primitives.hmac(identity.secretKey, encoder.encode("chatroom reset"));
  return primitives.hmac(key, encoder.encode(`${session}`)).subarray(0, RESET_TOKEN_BYTES);
}

export interface ProposalOptions {
  readonly primitives: Primitives;
  readonly identity: Identity;
  readonly secret: string | undefined;
  /** Makes `count` random bytes. */
  readonly random: (count: number) => Uint8Array;
}

/** The member's end: an opening, which may be sent again and again, and what its answer makes of it. */
export class Proposal {
  /** The datagram to send. */
  readonly opening: Uint8Array;
  readonly #primitives: Primitives;
  readonly #handshake: Handshake;
  readonly #cpace: Cpace | undefined;

  /** @throws {ProtocolError} where the room's key is none */
  constructor(options: ProposalOptions, greeting: Cookie, limits: Limits) {
    const { primitives, identity: own, secret, random } = options;
    this.#primitives = primitives;
    const ephemeral = newPair(primitives, random);
    const [prologue, other] = [prologueOf(greeting), greeting.key];
    const ends = { own, ephemeral, other };
    this.#handshake = new Handshake(primitives, {
      ...{ pattern: IKPSK2, isInitiator: true, prologue },
      ...ends,
    });
    if (greeting.isSecret) {
      this.#cpace = cpaceOf(primitives, secret ?? "", own.publicKey, greeting, random);
    }
    const share = this.#cpace?.share ?? NOTHING;
    const message = this.#handshake.write(encodeOpeningTerms({ limits, share }));
    if (message === undefined) throw new ProtocolError("Cannot agree: the room's key is none");
    this.opening = encodeOpening({ ...greeting, message });
  }

  /** Whether the room takes a secret. */
  get isSecret(): boolean {
    return this.#cpace !== undefined;
  }

  /**
   * The session that the welcome opens; undefined where it is not the room's answer, or the secret is another one.
   *
   * @throws {ProtocolError} where the room breaks the protocol
   */
  conclude(
    { share, message }: Welcome,
  ): { readonly keys: SessionKeys; readonly theirs: Limits; readonly name: string } | undefined {
    const key = this.#cpace?.key(share, true);
    if (this.isSecret && key === undefined) return undefined;
    const payload = this.#handshake.read(message, key === undefined ? NO_SECRET : pskOf(key));
    if (payload === undefined) return undefined;
    const { session, resetToken, limits, name } = decodeWelcomeTerms(payload);
    const { forth, back } = this.#handshake.split();
    const sealer = new Sealer(this.#primitives, forth);
    const opener = new Opener(this.#primitives, back);
    return { keys: { session, sealer, opener, resetToken }, theirs: limits, name };
  }
}

/** The server's end, between the member's message and its answer. */
export class Agreement {
  /** The member's public key. */
  readonly member: Uint8Array;
  /** What the member allows. */
  readonly limits: Limits;
  readonly #host: Host;
  readonly #opening: Opening;
  readonly #handshake: Handshake;
  readonly #share: Uint8Array;
  readonly #psk: Uint8Array;

  private constructor(
    host: Host,
    opening: Opening,
    handshake: Handshake,
    limits: Limits,
    cpace: { readonly share: Uint8Array; readonly psk: Uint8Array },
  ) {
    this.#host = host;
    this.#opening = opening;
    this.#handshake = handshake;
    this.#share = cpace.share;
    this.#psk = cpace.psk;
    this.member = handshake.other!;
    this.limits = limits;
  }

  /**
   * Reads an opening; undefined where its message is not for this room.
   *
   * @throws {ProtocolError} where the member breaks the protocol
   */
  static read(
    opening: Opening,
    greeting: Cookie,
    host: Host,
    random: (count: number) => Uint8Array,
  ): Agreement | undefined {
    const { primitives, identity: own, secret } = host;
    const ephemeral = newPair(primitives, random);
    const prologue = prologueOf(greeting);
    const options = { pattern: IKPSK2, isInitiator: false, prologue, own, ephemeral };
    const handshake = new Handshake(primitives, options);
    const payload = handshake.read(opening.message);
    if (payload === undefined) return undefined;
    const { limits, share } = decodeOpeningTerms(payload, secret !== undefined);
    const nothing = { share: NOTHING, psk: NO_SECRET };
    if (secret === undefined) return new Agreement(host, opening, handshake, limits, nothing);
    const cpace = cpaceOf(primitives, secret, handshake.other!, greeting, random);
    const key = cpace.key(share, false);
    if (key === undefined) return undefined;
    const proof = { share: cpace.share, psk: pskOf(key) };
    return new Agreement(host, opening, handshake, limits, proof);
  }

  /**
   * Opens a session. Whether the member has the secret shows when its first datagram can be opened.
   *
   * @throws {ProtocolError} where the member's key is none
   */
  answer(
    session: number,
    limits: Limits,
  ): { readonly keys: SessionKeys; readonly welcome: Uint8Array } {
    const { primitives, name } = this.#host;
    const resetToken = resetTokenOf(this.#host, session);
    const payload = encodeWelcomeTerms({ session, limits, resetToken, name });
    const message = this.#handshake.write(payload, this.#psk);
    if (message === undefined) throw new ProtocolError("Cannot agree: the member's key is none");
    const { forth, back } = this.#handshake.split();
    const [sealer, opener] = [new Sealer(primitives, back), new Opener(primitives, forth)];
    const { nonce } = this.#opening;
    const welcome = encodeWelcome({ nonce, share: this.#share, message });
    return { keys: { session, sealer, opener, resetToken }, welcome };
  }
}
