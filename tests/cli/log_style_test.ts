import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { makeVisible } from "../../src/base/mod.ts";
import { formatJson, formatLog, type LogStyle } from "../../src/cli/log/format.ts";
import { htmlStyle } from "../../src/cli/log/html_style.ts";
import { markdownStyle } from "../../src/cli/log/markdown_style.ts";
import { textStyle } from "../../src/cli/log/text_style.ts";
import { messagesIn } from "../../src/language/mod.ts";
import type { Row } from "../../src/store/mod.ts";
import { entryRow } from "../support/room_rows.ts";

const STYLES: readonly (() => LogStyle)[] = [textStyle, markdownStyle, () => htmlStyle("en")];

/** What a style makes of one thing that Ada says. */
function said(style: LogStyle, text: string): string {
  const entry = { index: 0, at: 0, kind: "say", name: "Ada", text } as const;
  return style.entry(entry, "14:30", { prefix: "Ada: ", text });
}

Deno.test("`htmlStyle()` shows any text as it is, and lets none of it be more than text", () => {
  const item =
    /^<p><time datetime="[\dTZ:.-]+">14:30<\/time><b><bdi>Ada:<\/bdi><\/b> <bdi>([^<>"']*)<\/bdi><\/p>\n$/;
  const characters = { lt: "<", gt: ">", amp: "&", quot: '"', "#39": "'" } as const;
  const anyText = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: fc.constantFrom("<", ">", "&", '"', "'", "script", "&lt;", "-->", "\n") }),
  );
  fc.assert(fc.property(anyText, (text) => {
    const [, shown] = item.exec(said(htmlStyle("en"), text)) ?? [];
    const read = shown?.replaceAll(
      /&(lt|gt|amp|quot|#39);/g,
      (_, name: keyof typeof characters) => characters[name],
    );
    assertEquals(read, makeVisible(text, "\n"));
  }));
  const head = htmlStyle("en").head("</title><script>");
  assert(!head.includes("<script") && head.includes("<title>&lt;/title&gt;&lt;script&gt;</title>"));
});

Deno.test("`markdownStyle()` shows what would mean something in Markdown as it is", () => {
  const rows: [string, string][] = [
    ["a *b* _c_ `d` [e](f) <g> &amp;", "a \\*b\\* \\_c\\_ \\`d\\` \\[e\\](f) \\<g\\> \\&amp;"],
    ["# no heading", "\\# no heading"],
    ["1. no list\n- nor this\n---\n===", "1\\. no list\\\n  \\- nor this\\\n  \\---\\\n  \\==="],
    ["\n\na\n\n    b\n", "a\\\n  \\\n  b"],
    ["a\\", "a\\\\"],
    ["\u001b[31m\u202ered", "␛\\[31mred"],
  ];
  for (const [text, expected] of rows) {
    assertEquals(said(markdownStyle(), text), `- 14:30 **Ada:** ${expected}\n`);
  }
});

Deno.test("`markdownStyle()` has blank lines around headings", () => {
  const style = markdownStyle();
  const topic = { index: 1, at: 0, kind: "topic", text: "Tea" } as const;
  const parts = [
    ...[style.head("Room"), style.day("Monday"), said(style, "a"), said(style, "b")],
    ...[style.entry(topic, "14:31", { prefix: "Topic: ", text: "Tea" }), said(style, "c")],
    style.day("Tuesday"),
  ];
  assertEquals(
    parts.join(""),
    "# Room\n\n## Monday\n\n- 14:30 **Ada:** a\n- 14:30 **Ada:** b\n\n" +
      "### 14:31 Topic: Tea\n\n- 14:30 **Ada:** c\n\n## Tuesday\n\n",
  );
});

Deno.test("`formatLog()` and `formatJson()` take no more rows than they write", () => {
  let taken = 0;
  function* rows(): Generator<Row> {
    for (;;) yield entryRow(taken++);
  }
  for (const style of STYLES) {
    taken = 0;
    const texts = formatLog("Tea", rows(), style(), messagesIn("en"));
    for (let count = 0; count < 100; count++) texts.next();
    assert(taken <= 100);
  }
  taken = 0;
  formatJson(rows()).next();
  assertEquals(taken, 1);
});
