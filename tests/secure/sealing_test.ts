import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { Opener, Sealer } from "../../src/secure/mod.ts";
import { loadSodium } from "../../src/secure/sodium.ts";
import { noble } from "../../src/secure/noble.ts";
import { loadNative } from "../../src/secure/native.ts";
import { EPOCH } from "../../src/secure/sealing.ts";

const KEY = new Uint8Array(32).fill(3);
const HEADER = Uint8Array.of(1, 2, 3);
const TEXT = Uint8Array.of(4, 5, 6);

Deno.test("`Opener.open()` opens what `Sealer.seal()` sealed, whatever comes late or never", async () => {
  const sodium = await loadSodium();
  const late = fc.array(fc.tuple(fc.nat(2 * EPOCH), fc.nat(50)), { maxLength: 30 });
  fc.assert(
    fc.property(late, fc.uint8Array({ maxLength: 100 }), (steps, text) => {
      const [sealer, opener] = [new Sealer(sodium, KEY), new Opener(noble, KEY)];
      const order: { readonly at: number; readonly number: number; sealed: Uint8Array }[] = [];
      let number = 0;
      for (const [index, [step, delay]] of steps.entries()) {
        // The other end follows as long as it misses less than a whole key's datagrams.
        number += step % EPOCH;
        order.push({ at: index + delay % 2, number, sealed: sealer.seal(number, HEADER, text) });
        number++;
      }
      for (const { number, sealed } of order.toSorted((one, other) => one.at - other.at)) {
        const opened = opener.open(number, HEADER, sealed);
        assertEquals(opened && new Uint8Array(opened), text);
      }
    }),
    { numRuns: 50 },
  );
});

Deno.test("`Opener.open()` refuses another number, header or text, and goes on", async () => {
  const sodium = await loadSodium();
  const [sealer, opener] = [new Sealer(sodium, KEY), new Opener(sodium, KEY)];
  const sealed = sealer.seal(7, HEADER, TEXT);
  assertEquals(opener.open(8, HEADER, sealed), undefined);
  assertEquals(opener.open(7 + EPOCH, HEADER, sealed), undefined);
  assertEquals(opener.open(7, TEXT, sealed), undefined);
  for (let index = 0; index < sealed.length; index++) {
    assertEquals(opener.open(7, HEADER, sealed.with(index, sealed[index]! ^ 1)), undefined);
  }
  assertEquals(opener.open(7, HEADER, sealed), TEXT);
});

Deno.test("`Opener.open()` takes the previous, the current and the next key, and no other", async () => {
  const sodium = await loadSodium();
  const sealed = (number: number) => new Sealer(sodium, KEY).seal(number, HEADER, TEXT);
  const opener = new Opener(sodium, KEY);
  assertEquals(opener.open(2 * EPOCH, HEADER, sealed(2 * EPOCH)), undefined);
  assertEquals(opener.open(EPOCH, HEADER, sealed(EPOCH)), TEXT);
  assertEquals(opener.open(EPOCH - 1, HEADER, sealed(EPOCH - 1)), TEXT);
  assertEquals(opener.open(2 * EPOCH, HEADER, sealed(2 * EPOCH)), TEXT);
  assertEquals(opener.open(EPOCH - 2, HEADER, sealed(EPOCH - 2)), undefined);
  assertEquals(opener.open(3 * EPOCH - 1, HEADER, sealed(3 * EPOCH - 1)), TEXT);
  assertNotEquals(sealed(EPOCH), sealed(0));
});

Deno.test("`Sealer.seal()` refuses a number whose key is gone", async () => {
  const sealer = new Sealer(await loadSodium(), KEY);
  sealer.seal(EPOCH, HEADER, TEXT);
  assertThrows(() => sealer.seal(EPOCH - 1, HEADER, TEXT), RangeError, "its key is gone");
  sealer.seal(EPOCH + 1, HEADER, TEXT);
});

Deno.test("every `seal()` makes the same, of any length, and every `open()` refuses the same", async () => {
  const sets = [await loadNative(), await loadSodium(), noble];
  const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
  const text = fc.oneof(fc.uint8Array({ maxLength: 100 }), fc.nat(9000).chain(bytes));
  fc.assert(
    fc.property(
      bytes(32),
      bytes(12),
      fc.uint8Array({ maxLength: 20 }),
      text,
      fc.nat(),
      (...drawn) => {
        const [key, nonce, header, plain, at] = drawn;
        for (const one of sets) {
          const sealed = one.seal(key, nonce, header, plain);
          assertEquals(new Uint8Array(sealed), sets[2]!.seal(key, nonce, header, plain));
          const place = at % sealed.length;
          const damaged = new Uint8Array(sealed).with(place, sealed[place]! ^ 0x80);
          for (const other of sets) {
            const opened = other.open(key, nonce, header, sealed);
            assertEquals(opened && new Uint8Array(opened), plain);
            assertEquals(other.open(key, nonce, header, damaged), undefined);
            assertEquals(other.open(key, nonce, header, sealed.subarray(0, 15)), undefined);
          }
        }
      },
    ),
    { numRuns: 100 },
  );
});
