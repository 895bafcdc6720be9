// A terminal's screen, captured with its colours, as values. The escape sequences are those of ECMA-48
// ("Select Graphic Rendition", 8.3.117) with xterm's colours.

/** A colour: one of xterm's 256, or #rrggbb. */
export type Color = number | string;

/** How a character is shown. Undefined colours are the terminal's own. */
export interface Style {
  readonly color?: Color | undefined;
  readonly background?: Color | undefined;
  readonly isBold?: boolean;
  readonly isDim?: boolean;
  readonly isUnderlined?: boolean;
  readonly isInverse?: boolean;
}

/** Characters of a row that are shown alike. */
export interface Span {
  readonly text: string;
  readonly style: Style;
}

/**
 * The rows of a captured screen. A style lasts until it is changed, beyond the end of a row too.
 *
 * @throws {RangeError} for an escape sequence or control character with no known effect
 */
export function parseScreen(captured: string): Span[][] {
  let style: Style = {};
  return captured.replace(/\n$/, "").split("\n").map((row) => {
    const spans: Span[] = [];
    // Parameters of a sequence stand at the odd places, as the pattern's group does.
    // deno-lint-ignore no-control-regex
    for (const [index, part] of row.split(/\x1b\[([\d;]*)m/).entries()) {
      if (index % 2 === 1) style = restyle(style, part);
      else if (part !== "") spans.push({ text: printable(part), style });
    }
    return spans;
  });
}

function printable(text: string): string {
  if (!/\p{Cc}/u.test(text)) return text;
  throw new RangeError(`Cannot draw a control character: the text is ${JSON.stringify(text)}`);
}

/** The style after a sequence; `parameters` are numbers with semicolons between them. */
function restyle(before: Style, parameters: string): Style {
  const codes = parameters.split(";").map(Number);
  let style = before;
  for (let code = codes.shift(); code !== undefined; code = codes.shift()) {
    style = code === 0 ? {} : { ...style, ...change(code, codes) };
  }
  return style;
}

/** What a code changes; it takes its arguments from `rest`. */
function change(code: number, rest: number[]): Style {
  const simple = CHANGES[code];
  if (simple !== undefined) return simple;
  if (code === 38) return { color: extendedColor(rest) };
  if (code === 48) return { background: extendedColor(rest) };
  if (code >= 30 && code <= 37) return { color: code - 30 };
  if (code >= 40 && code <= 47) return { background: code - 40 };
  if (code >= 90 && code <= 97) return { color: code - 90 + 8 };
  if (code >= 100 && code <= 107) return { background: code - 100 + 8 };
  throw new RangeError(`Cannot draw a style: its code is ${code}`);
}

const CHANGES: Readonly<Record<number, Style>> = {
  1: { isBold: true },
  2: { isDim: true },
  4: { isUnderlined: true },
  7: { isInverse: true },
  22: { isBold: false, isDim: false },
  24: { isUnderlined: false },
  27: { isInverse: false },
  39: { color: undefined },
  49: { background: undefined },
};

/** `5;n`, one of 256, or `2;r;g;b`. */
function extendedColor(rest: number[]): Color {
  const kind = rest.shift();
  const values = rest.splice(0, kind === 2 ? 3 : 1);
  const isWhole = values.length === (kind === 2 ? 3 : 1) && values.every((value) => value < 256);
  if ((kind !== 2 && kind !== 5) || !isWhole) {
    throw new RangeError(`Cannot read a colour: it is ${[kind, ...values].join(";")}`);
  }
  if (kind === 5) return values[0]!;
  return `#${values.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}
