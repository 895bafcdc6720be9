import { assertEquals, assertThrows } from "@std/assert";
import { fingerprint, threeWords } from "../../src/language/fingerprint.ts";

Deno.test("`fingerprint()` is the first 66 bits of a hash, 11 a word, in each language", () => {
  const zeros = new Uint8Array(32);
  assertEquals(fingerprint(zeros, "en"), Array(6).fill("abandon").join(" "));
  assertEquals(fingerprint(zeros, "zh"), Array(6).fill("的").join(" "));
  assertEquals(fingerprint(zeros.map(() => 255), "en"), Array(6).fill("zoo").join(" "));
  // The first words of BIP 39's own test vectors, whose entropy is 7f7f… and 8080….
  assertEquals(
    fingerprint(zeros.map(() => 0x7f), "en"),
    "legal winner thank year wave sausage",
  );
  assertEquals(
    fingerprint(zeros.map(() => 0x80), "en"),
    "letter advice cage absurd amount doctor",
  );
});

Deno.test("`fingerprint()` depends on every one of its 66 bits, and on no other", () => {
  const base = new Uint8Array(32);
  const seen = new Set([fingerprint(base, "zh")]);
  for (let bit = 0; bit < 80; bit++) {
    const hash = base.slice();
    hash[bit >> 3]! |= 0x80 >> (bit & 7);
    seen.add(fingerprint(hash, "zh"));
  }
  assertEquals(seen.size, 67);
  assertThrows(() => fingerprint(new Uint8Array(8), "en"), RangeError, "there are 64 bits");
});

Deno.test("`threeWords()` is 33 random bits, as three words to be typed", () => {
  const asked: number[] = [];
  const random = (length: number) => {
    asked.push(length);
    return new Uint8Array(length).fill(0x7f);
  };
  assertEquals(threeWords(random, "en"), "legal winner thank");
  assertEquals(threeWords(random, "zh").split(" ").length, 3);
  assertEquals(asked, [5, 5]);
});
