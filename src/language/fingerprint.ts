import { wordlist as chineseWords } from "@scure/bip39/wordlists/simplified-chinese.js";
import { wordlist as englishWords } from "@scure/bip39/wordlists/english.js";
import type { Language } from "./languages.ts";

/** Bits that a word stands for: a list of BIP 39 has 2048 words. */
const BITS = 11;

/** Words of a key's fingerprint: 66 bits, which no one can afford to search for another key of the same words. */
const FINGERPRINT_WORDS = 6;

/** Words of a password that the program makes: 33 bits. The handshake lets nobody try them but one by one. */
const PASSWORD_WORDS = 3;

/**
 * The words by which people compare a key: the first 66 bits of its hash, as words of BIP 39. The same key has the
 * same six places in each language's list.
 *
 * @param hash 32 bytes, of which each bit depends on the whole key
 */
export function fingerprint(hash: Uint8Array, language: Language): string {
  return wordsOf(hash, FINGERPRINT_WORDS, language);
}

/**
 * A password to be told to others and typed by them: three words, 33 bits.
 *
 * @param random makes random bytes, as `crypto.getRandomValues` does
 */
export function threeWords(random: (length: number) => Uint8Array, language: Language): string {
  return wordsOf(random(Math.ceil(PASSWORD_WORDS * BITS / 8)), PASSWORD_WORDS, language);
}

/** Words for the first bits of `bytes`, the most significant bit of each byte first. */
function wordsOf(bytes: Uint8Array, count: number, language: Language): string {
  const list = language === "zh" ? chineseWords : englishWords;
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, "0")).join("");
  if (bits.length < count * BITS) {
    throw new RangeError(`Cannot make ${count} words: there are ${bits.length} bits`);
  }
  const words = Array.from({ length: count }, (_, index) => {
    const place = parseInt(bits.slice(index * BITS, (index + 1) * BITS), 2);
    return list[place]!;
  });
  return words.join(" ");
}
