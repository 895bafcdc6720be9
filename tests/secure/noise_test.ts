import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { decodeHex, encodeHex } from "@std/encoding/hex";
import {
  Handshake,
  IKPSK2,
  type KeyPair,
  type Pattern,
  type Primitives,
} from "../../src/secure/mod.ts";
import { loadSodium } from "../../src/secure/sodium.ts";
import { noble } from "../../src/secure/noble.ts";
import { nonceOf } from "../../src/secure/noise.ts";
import { Random } from "../support/random.ts";
import vectors from "./vectors/noise.json" with { type: "json" };

const TAIL = "_25519_ChaChaPoly_SHA256";

/** The patterns of the vectors (sections 7.5 and 9.4 of Noise). */
const PATTERNS: readonly Pattern[] = [
  { name: `Noise_NK${TAIL}`, knowsResponder: true, messages: [["e", "es"], ["e", "ee"]] },
  {
    name: `Noise_IK${TAIL}`,
    knowsResponder: true,
    messages: [["e", "es", "s", "ss"], ["e", "ee", "se"]],
  },
  {
    name: `Noise_IKpsk1${TAIL}`,
    knowsResponder: true,
    messages: [["e", "es", "s", "ss", "psk"], ["e", "ee", "se"]],
  },
  IKPSK2,
  {
    name: `Noise_XX${TAIL}`,
    knowsResponder: false,
    messages: [["e"], ["e", "ee", "s", "es"], ["s", "se"]],
  },
];

const sets = async () => [await loadSodium(), noble];

function pairOf(primitives: Primitives, secretKey: Uint8Array): KeyPair {
  return { secretKey, publicKey: primitives.publicKeyOf(secretKey) };
}

interface Vector {
  readonly protocol_name: string;
  readonly init_prologue: string;
  readonly init_ephemeral: string;
  readonly init_static?: string;
  readonly init_remote_static?: string;
  readonly init_psks?: readonly string[];
  readonly resp_static?: string;
  readonly resp_ephemeral: string;
  readonly handshake_hash: string;
  readonly messages: readonly { readonly payload: string; readonly ciphertext: string }[];
}

for (const vector of vectors.vectors as readonly Vector[]) {
  Deno.test(`\`Handshake\` says what the vectors of ${vector.protocol_name} say, with both sets of primitives`, async () => {
    const pattern = PATTERNS.find(({ name }) => name === vector.protocol_name);
    assert(pattern !== undefined);
    for (const primitives of await sets()) replay(primitives, pattern, vector);
  });
}

function replay(primitives: Primitives, pattern: Pattern, vector: Vector): void {
  const pair = (text = "00".repeat(32)) => pairOf(primitives, decodeHex(text));
  const prologue = decodeHex(vector.init_prologue);
  const other = vector.init_remote_static && decodeHex(vector.init_remote_static);
  const [one, two] = [
    { isInitiator: true, own: pair(vector.init_static), ephemeral: pair(vector.init_ephemeral) },
    { isInitiator: false, own: pair(vector.resp_static), ephemeral: pair(vector.resp_ephemeral) },
  ];
  const initiator = new Handshake(primitives, { pattern, prologue, ...one, ...other && { other } });
  const responder = new Handshake(primitives, { pattern, prologue, ...two });
  const psk = vector.init_psks?.[0] === undefined ? undefined : decodeHex(vector.init_psks[0]);
  const turns = pattern.messages.length;
  for (const [index, { payload, ciphertext }] of vector.messages.slice(0, turns).entries()) {
    const [writer, reader] = index % 2 === 0 ? [initiator, responder] : [responder, initiator];
    const message = writer.write(decodeHex(payload), psk);
    assertEquals(message && encodeHex(message), ciphertext);
    assertEquals(reader.read(message!, psk), decodeHex(payload));
  }
  for (const end of [initiator, responder]) {
    assertEquals(encodeHex(end.hash), vector.handshake_hash);
    const { forth, back } = end.split();
    const counts = [0, 0];
    for (const [index, { payload, ciphertext }] of vector.messages.entries()) {
      if (index < turns) continue;
      const way = index % 2;
      const nonce = nonceOf(counts[way]!++);
      const key = way === 0 ? forth : back;
      const sealed = primitives.seal(key, nonce, new Uint8Array(), decodeHex(payload));
      assertEquals(encodeHex(sealed), ciphertext);
    }
  }
}

/** Two ends that have not spoken yet. */
function ends(
  random: Random,
  [one, two]: readonly [Primitives, Primitives],
  prologue = random.bytes(random.below(100)),
  theirs = prologue,
) {
  const [own, other] = [pairOf(one, random.bytes(32)), pairOf(two, random.bytes(32))];
  const [e, f] = [pairOf(one, random.bytes(32)), pairOf(two, random.bytes(32))];
  const pattern = IKPSK2;
  const first = { pattern, isInitiator: true, own, ephemeral: e, other: other.publicKey };
  const second = { pattern, isInitiator: false, own: other, ephemeral: f };
  return {
    own,
    initiator: new Handshake(one, { ...first, prologue }),
    responder: new Handshake(two, { ...second, prologue: theirs }),
  };
}

Deno.test("`Handshake` of one set of primitives agrees with one of the other, 1000 times", async () => {
  const [sodium, other] = [await loadSodium(), noble];
  const random = new Random(1);
  for (let count = 0; count < 1000; count++) {
    const { own, initiator, responder } = ends(
      random,
      count % 2 === 0 ? [sodium, other] : [other, sodium],
    );
    const [psk, a, b] = [random.bytes(32), random.bytes(random.below(200)), random.bytes(20)];
    assertEquals(responder.read(initiator.write(a)!), a);
    assertEquals(responder.other, own.publicKey);
    assertEquals(initiator.read(responder.write(b, psk)!, psk), b);
    assertEquals(initiator.split(), responder.split());
    assertEquals(initiator.hash, responder.hash);
    assertNotEquals(initiator.split().forth, initiator.split().back);
  }
});

Deno.test("`Handshake.read()` refuses a damaged message, another secret, and another prologue, and still takes the right one", async () => {
  const sodium = await loadSodium();
  const random = new Random(2);
  const { initiator, responder } = ends(random, [sodium, sodium]);
  const [psk, payload] = [random.bytes(32), random.bytes(10)];
  const first = initiator.write(payload)!;
  for (const damaged of damages(first)) assertEquals(responder.read(damaged), undefined);
  assertEquals(responder.read(first), payload);
  const second = responder.write(payload, psk)!;
  for (const damaged of damages(second)) assertEquals(initiator.read(damaged, psk), undefined);
  assertEquals(initiator.read(second, random.bytes(32)), undefined);
  assertEquals(initiator.read(second, psk), payload);
  const apart = ends(random, [sodium, sodium], Uint8Array.of(1), Uint8Array.of(2));
  assertEquals(apart.responder.read(apart.initiator.write(payload)!), undefined);
});

/**
 * A message with each of its bits turned in turn, and cut after each of its bytes. X25519 ignores the top bit of a
 * key: only the hash of the handshake notices that one.
 */
function* damages(message: Uint8Array): Generator<Uint8Array> {
  for (const [index, byte] of message.entries()) {
    for (let bit = 0; bit < 8; bit++) yield message.with(index, byte ^ (1 << bit));
    yield message.slice(0, index);
  }
}

Deno.test("`Handshake.read()` refuses an ephemeral key of low order", async () => {
  for (const primitives of await sets()) {
    const { initiator, responder } = ends(new Random(3), [primitives, primitives]);
    const message = initiator.write(new Uint8Array())!;
    assertEquals(responder.read(message.slice().fill(0, 0, 32)), undefined);
    assertEquals(responder.read(message), new Uint8Array());
  }
});
