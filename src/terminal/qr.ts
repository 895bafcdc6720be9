import { correction, generate } from "lean-qr";

/** Light modules around the code, without which readers do not find it (ISO/IEC 18004). */
const QUIET_ZONE = 4;

/** Bytes of a text: the largest code has 2953, some of which may say how the text is written. */
const MOST_BYTES = 2900;

/** Black on white, whatever colours the terminal has: a code in other colours is not read everywhere. */
const COLORS = "\x1b[30;107m";
const RESET = "\x1b[0m";

/** Two modules, one above the other: which of them are dark. */
const BLOCKS = [" ", "▄", "▀", "█"] as const;

/**
 * A QR code of a text, drawn of half-blocks: two modules in the place of a character, with the quiet zone around
 * it. Undefined where it would be wider than the terminal: broken lines are no code.
 *
 * @param columns of the terminal
 */
export function qrCode(text: string, columns: number): string[] | undefined {
  if (new TextEncoder().encode(text).length > MOST_BYTES) return undefined;
  const code = generate(text, { minCorrectionLevel: correction.L });
  if (code.size + 2 * QUIET_ZONE > columns) return undefined;
  const end = code.size + QUIET_ZONE;
  const lines: string[] = [];
  for (let y = -QUIET_ZONE; y < end; y += 2) {
    let line = "";
    for (let x = -QUIET_ZONE; x < end; x++) {
      // Outside of the code all is light.
      line += BLOCKS[(code.get(x, y) ? 2 : 0) + (code.get(x, y + 1) ? 1 : 0)];
    }
    lines.push(COLORS + line + RESET);
  }
  return lines;
}
