import { makeVisible } from "../../base/mod.ts";
import { isSaid, type LogStyle } from "./format.ts";

/** Nothing is loaded from elsewhere, and nothing runs, whatever somebody said. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

const CSS = `
:root { color-scheme: light dark; }
body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; }
h1 { line-height: 1.2; }
h2 { margin: 2rem 0 .5rem; font-size: 1.1rem; border-bottom: 1px solid; }
h3 { margin: 1rem 0 .5rem; font-size: 1rem; }
p { margin: .25rem 0 .25rem 3.5rem; text-indent: -3.5rem; white-space: pre-wrap; overflow-wrap: anywhere; }
p > * { text-indent: 0; }
time { display: inline-block; width: 3.5rem; opacity: .6; font-variant-numeric: tabular-nums; }
.told { font-style: italic; opacity: .75; }
@media print {
  :root { color-scheme: light; }
  @page { margin: 2cm; }
  body { max-width: none; margin: 0; padding: 0; font-size: 10pt; }
  h1, h2, h3 { break-after: avoid; }
  p { orphans: 2; widows: 2; }
}
`;

/** One page that needs nothing else, for the screen and for paper. */
export function htmlStyle(language: string): LogStyle {
  return {
    head: (room) =>
      `<!DOCTYPE html>
<html lang="${escape(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${escape(POLICY)}">
<title>${escapeLine(room)}</title>
<style>${CSS}</style>
</head>
<body>
<h1>${escapeLine(room)}</h1>
`,
    day: (day) => `<h2>${escapeLine(day)}</h2>\n`,
    entry(entry, time, { prefix, text }) {
      const clock = `<time datetime="${new Date(entry.at).toISOString()}">${time}</time>`;
      if (entry.kind === "topic") return `<h3>${clock}${escapeLine(prefix + text)}</h3>\n`;
      if (!isSaid(entry)) return `<p class="told">${clock}${escapeLine(prefix + text)}</p>\n`;
      const said = escape(makeVisible(text, "\n"));
      return `<p>${clock}<b><bdi>${escapeLine(prefix.trim())}</bdi></b> <bdi>${said}</bdi></p>\n`;
    },
    foot: () => "</body>\n</html>\n",
  };
}

function escapeLine(text: string): string {
  return escape(makeVisible(text, " "));
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
