/** Orders texts by their UTF-16 code units, the same in every language: for `sort()`. */
export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
