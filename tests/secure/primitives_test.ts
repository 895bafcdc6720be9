import { assertEquals } from "@std/assert";
import { decodeHex } from "@std/encoding/hex";
import fc from "fast-check";
import { loadSodium } from "../../src/secure/sodium.ts";
import { noble } from "../../src/secure/noble.ts";

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

Deno.test("The two sets of primitives compute the same", async () => {
  const sodium = await loadSodium();
  const text = fc.uint8Array({ maxLength: 300 });
  fc.assert(
    fc.property(
      bytes(32),
      bytes(32),
      bytes(64),
      bytes(12),
      text,
      text,
      (a, b, wide, nonce, x, y) => {
        const both = [sodium, noble].map((primitives) => {
          const sealed = primitives.seal(a, nonce, x, y);
          const point = primitives.point(wide);
          return [
            primitives.publicKeyOf(a),
            primitives.agree(a, primitives.publicKeyOf(b)),
            ...[primitives.sha256(x), primitives.sha512(x), primitives.hmac(a, x)],
            ...[sealed, primitives.open(a, nonce, x, sealed), primitives.open(b, nonce, x, sealed)],
            ...[point, primitives.scalar(wide)],
            primitives.multiply(primitives.scalar(wide), point),
            primitives.multiply(primitives.scalar(wide), a),
          ].map((result) => result && new Uint8Array(result));
        });
        assertEquals(both[0], both[1]);
        assertEquals(both[0]![6], y);
      },
    ),
    { numRuns: 100 },
  );
});

/** Points of X25519 of low order (RFC 7748, section 6.1), and the same beyond the field's size. */
const LOW_ORDER = [
  "00".repeat(32),
  `01${"00".repeat(31)}`,
  "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
  "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
  `ec${"ff".repeat(30)}7f`,
  `ed${"ff".repeat(30)}7f`,
  `ee${"ff".repeat(30)}7f`,
];

Deno.test("`Primitives.agree()` refuses keys of low order", async () => {
  for (const primitives of [await loadSodium(), noble]) {
    for (const key of LOW_ORDER) {
      assertEquals(primitives.agree(new Uint8Array(32).fill(7), decodeHex(key)), undefined, key);
    }
  }
});

Deno.test("`Primitives.open()` refuses what is too short for a tag", async () => {
  const [key, nonce, nothing] = [new Uint8Array(32), new Uint8Array(12), new Uint8Array()];
  for (const primitives of [await loadSodium(), noble]) {
    for (let length = 0; length < 16; length++) {
      assertEquals(primitives.open(key, nonce, nothing, new Uint8Array(length)), undefined);
    }
  }
});

Deno.test("`Primitives.agree()` and `multiply()` refuse what has not the length of a point", async () => {
  const secret = new Uint8Array(32).fill(7);
  for (const primitives of [await loadSodium(), noble]) {
    for (const length of [0, 31, 33, 64]) {
      const bytes = new Uint8Array(length).fill(9);
      assertEquals(primitives.agree(secret, bytes), undefined, `${length} bytes`);
      assertEquals(primitives.multiply(secret, bytes), undefined, `${length} bytes`);
    }
  }
});
