import { makeVisible } from "../../base/mod.ts";
import type { LogStyle } from "./format.ts";

/** What stands in front of the second line of a text, and those behind: as wide as the time. */
const INDENT = " ".repeat("14:30 ".length);

/** As a talk is seen at a terminal. */
export function textStyle(): LogStyle {
  let isFirst = true;
  return {
    head: () => "",
    day(day) {
      const gap = isFirst ? "" : "\n";
      isFirst = false;
      return `${gap}── ${day} ──\n`;
    },
    entry: (_, time, { prefix, text }) =>
      `${time} ${makeVisible(prefix, " ")}${makeVisible(text, `\n${INDENT}`)}\n`,
    foot: () => "",
  };
}
