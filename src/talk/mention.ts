import { foldText } from "../base/mod.ts";

/** Scripts that are written without spaces between words. */
const SPACELESS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
const WORD = /[\p{L}\p{M}\p{N}_]/u;

/** Whether a text has a name in it as a word of its own, in any case and width. */
export function mentions(text: string, name: string): boolean {
  const [hay, needle] = [foldText(text), foldText(name)];
  if (needle === "") return false;
  for (let at = hay.indexOf(needle); at >= 0; at = hay.indexOf(needle, at + 1)) {
    const [before = "", after = ""] = [
      Array.from(hay.slice(Math.max(0, at - 2), at)).at(-1),
      String.fromCodePoint(hay.codePointAt(at + needle.length) ?? 0x20),
    ];
    if (
      !joins(before, Array.from(needle)[0] ?? "") && !joins(Array.from(needle).at(-1) ?? "", after)
    ) {
      return true;
    }
  }
  return false;
}

/** Whether two characters next to each other are in one word. */
function joins(left: string, right: string): boolean {
  const isWord = WORD.test(left) && WORD.test(right);
  return isWord && !SPACELESS.test(left) && !SPACELESS.test(right);
}
