import { closestString } from "@std/text/closest-string";
import { levenshteinDistance } from "@std/text/levenshtein-distance";
import type { Messages } from "./messages.ts";

/** The words " did you mean" for the nearest of `words`, or nothing where none is near. */
export function suggest(word: string, words: readonly string[], messages: Messages): string {
  if (words.length === 0) return "";
  const nearest = closestString(word, words);
  const distance = levenshteinDistance(word, nearest);
  return distance <= Math.max(2, nearest.length / 3) ? messages.didYouMean(nearest) : "";
}
