import { makeVisible } from "../../base/mod.ts";
import { isSaid, type LogStyle } from "./format.ts";

/** Fit for minutes: days and topics are headings, and what was said and done are items below them. */
export function markdownStyle(): LogStyle {
  let isInList = false;
  /** A heading, with blank lines around it. */
  const heading = (text: string) => {
    const gap = isInList ? "\n" : "";
    isInList = false;
    return `${gap}${text}\n\n`;
  };
  return {
    head: (room) => heading(`# ${escapeLine(room)}`),
    day: (day) => heading(`## ${escapeLine(day)}`),
    entry(entry, time, { prefix, text }) {
      if (entry.kind === "topic") return heading(`### ${time} ${escapeLine(prefix + text)}`);
      isInList = true;
      if (!isSaid(entry)) return `- ${time} *${escapeLine(prefix + text)}*\n`;
      return `- ${time} **${escapeLine(prefix)}** ${escapeLines(text)}\n`;
    },
    foot: () => "",
  };
}

/** The lines of a text that belong to an item: each but the last ends in a hard line break. */
function escapeLines(text: string): string {
  return makeVisible(text, "\n").trim().split("\n").map(escape).join("\\\n  ");
}

function escapeLine(text: string): string {
  return escape(makeVisible(text, " "));
}

/**
 * A line that Markdown shows as it is (CommonMark, "Backslash escapes"): what means something anywhere is escaped
 * everywhere; what makes a line a heading, a list or a rule only in front.
 */
function escape(line: string): string {
  return line.trim()
    .replaceAll(/[\\`*_[\]<>&~|$]/g, "\\$&")
    .replace(/^[#+=:-]/, "\\$&")
    .replace(/^(\d+)([.)])/, "$1\\$2");
}
