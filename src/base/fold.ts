/**
 * A text without what a search does not tell apart: case, and the width of a character, which Chinese and Japanese
 * input methods vary (Unicode Standard Annex 15, form NFKC).
 */
export function foldText(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}
