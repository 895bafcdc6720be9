import { sha256 } from "@noble/hashes/sha2.js";
import type { Language } from "../language/mod.ts";

/** The six words by which people compare a public key, as two lines. */
export async function wordsOf(publicKey: Uint8Array, language: Language): Promise<string[]> {
  // The lists of words are needed seldom.
  const { fingerprint } = await import("../language/fingerprint.ts");
  const words = fingerprint(sha256(publicKey), language).split(" ");
  return [words.slice(0, 3), words.slice(3)].map((some) => `  ${some.join(" ")}`);
}
