/** Characters that JSON leaves as they are, and that could disturb a terminal or a reader of lines. */
const UNSAFE = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]/g;

/** A value as JSON in one line, in which every control or bidirectional character is escaped. */
export function jsonLine(value: object): string {
  const escape = (unsafe: string) => `\\u${unsafe.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(value).replaceAll(UNSAFE, escape);
}
