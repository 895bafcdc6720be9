import { assert, assertEquals } from "@std/assert";
import { stripAnsiCode } from "@std/fmt/colors";
import { correction, generate } from "lean-qr";
import { qrCode } from "../../src/terminal/qr.ts";

const LINK = "chatroom://192.168.100.107:8888/Dx8vP09fb3-Pn6-_z9_v_w.legal%20winner%20thank";

/** The modules that lines of half-blocks show, two rows a line: true for a dark one. */
function modulesOf(lines: readonly string[]): boolean[][] {
  return lines.map(stripAnsiCode).flatMap((line) => [
    [...line].map((block) => block === "█" || block === "▀"),
    [...line].map((block) => block === "█" || block === "▄"),
  ]);
}

Deno.test("`qrCode()` shows every module of the code, with light all around it", () => {
  const code = generate(LINK, { minCorrectionLevel: correction.L });
  const lines = qrCode(LINK, 80)!;
  const rows = modulesOf(lines);
  for (const [y, row] of rows.entries()) {
    assertEquals(row.length, code.size + 8);
    for (const [x, isDark] of row.entries()) assertEquals(isDark, code.get(x - 4, y - 4));
  }
  assert(rows.length >= code.size + 8);
  for (const line of lines) assert(line.startsWith("\x1b[30;107m") && line.endsWith("\x1b[0m"));
});

Deno.test("`qrCode()` is nothing where the terminal is too narrow, or no code has so much", () => {
  const width = stripAnsiCode(qrCode(LINK, 80)![0]!).length;
  assert(qrCode(LINK, width) !== undefined);
  assertEquals(qrCode(LINK, width - 1), undefined);
  assertEquals(qrCode("x".repeat(2901), 1000), undefined);
  assert(qrCode("茶".repeat(966), 1000) !== undefined);
});
