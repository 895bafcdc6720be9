// A captured screen as an SVG picture of a terminal's window. It is dark on any page, and needs no font that
// the reader may not have: what a column holds is placed by the column.

import { type Cell, cellsOf } from "../../src/terminal/cells.ts";
import { type Color, parseScreen, type Span, type Style } from "./ansi.ts";

/** What a picture shows. */
export interface Scene {
  /** The screen as `Screen.capture()` returns it. */
  readonly captured: string;
  readonly columns: number;
  readonly rows: number;
  /** The column and the row of the cursor, from 0. */
  readonly cursor: readonly [column: number, row: number];
  /** What stands in the window's title bar. */
  readonly title: string;
  /** What the picture is, in words. */
  readonly description: string;
  /** The language of the words, as in HTML: it chooses among the forms of a Chinese character. */
  readonly locale: string;
}

const COLUMN = 8.4;
const ROW = 20;
const FONT_SIZE = 14;
/** Of characters that are two columns wide, which they nearly fill. */
const WIDE_FONT_SIZE = 16;
/** From a row's top to its letters' base line. */
const BASE = 14.5;
const MARGIN = 16;
const TITLE_BAR = 34;

const FONTS = "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono','Noto Sans Mono'," +
  "'PingFang SC','Microsoft YaHei','Noto Sans CJK SC','Noto Sans SC',monospace";
const FOREGROUND = "#d7dde5";
const BACKGROUND = "#12161d";
/** The first sixteen of xterm's colours, which themes define. */
const THEME = [
  ...["#2b313b", "#f47067", "#6bc46d", "#d9a94c", "#6cb6ff", "#dcbdfb", "#56d4dd", "#c5ced9"],
  ...["#768390", "#ff938a", "#8ddb8c", "#eac55f", "#96d0ff", "#eedcff", "#7ee5ec", "#ffffff"],
] as const;

/** The picture. Its text is XML, with a line break at the end. */
export function drawScreen(scene: Scene): string {
  const { captured, columns, rows, title, description, locale } = scene;
  const width = round(columns * COLUMN + 2 * MARGIN);
  const height = TITLE_BAR + rows * ROW + MARGIN;
  const lines = parseScreen(captured).slice(0, rows);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
    `viewBox="0 0 ${width} ${height}" role="img" lang="${locale}" xml:lang="${locale}">`,
    `<title>${escape(description)}</title>`,
    `<rect x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="9" ` +
    `fill="${BACKGROUND}" stroke="#3b424d"/>`,
    ...["#f47067", "#d9a94c", "#6bc46d"].map((color, index) =>
      `<circle cx="${20 + 18 * index}" cy="18" r="5.5" fill="${color}"/>`
    ),
    `<g font-family="${FONTS}" font-size="${FONT_SIZE}" fill="${FOREGROUND}" xml:space="preserve">`,
    `<text x="${width / 2}" y="23" text-anchor="middle" opacity=".6">${escape(title)}</text>`,
    ...lines.flatMap((spans, row) => drawRow(spans, row)),
    drawCursor(scene.cursor),
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}

function drawRow(spans: readonly Span[], row: number): string[] {
  let column = 0;
  return spans.flatMap(({ text, style }) => {
    const start = column;
    const texts = runsOf(text).map((cells) => {
      const drawn = drawRun(cells, column, row, style);
      column += widthOf(cells);
      return drawn;
    });
    const { background } = paintOf(style);
    const back = background === undefined ? [] : [drawBack(start, column - start, row, background)];
    return [...back, ...texts.filter((drawn) => drawn !== "")];
  });
}

function drawBack(column: number, width: number, row: number, color: string): string {
  return `<rect x="${left(column)}" y="${top(row)}" width="${round(width * COLUMN)}" ` +
    `height="${ROW}" fill="${color}"/>`;
}

/** Cells that are placed together: letters of one column in a row, or one character that is wider. */
function runsOf(text: string): Cell[][] {
  const runs: Cell[][] = [];
  let canGrow = false;
  for (const cell of cellsOf(text)) {
    const isNarrow = cell.width === 1 && cell.text.length === 1;
    if (isNarrow && canGrow) runs.at(-1)!.push(cell);
    else runs.push([cell]);
    canGrow = isNarrow;
  }
  return runs;
}

function drawRun(cells: readonly Cell[], column: number, row: number, style: Style): string {
  const text = cells.map((cell) => cell.text).join("");
  // Blanks show nothing unless they are underlined; at the end of a run they would be lost in its width.
  if (text.trim() === "" && !style.isUnderlined) return "";
  const width = round(widthOf(cells) * COLUMN);
  // A wide character may be narrower than two columns in its font: it stands in their middle.
  const place = cells.length === 1
    ? `x="${round(left(column) + width / 2)}" text-anchor="middle"`
    : `x="${left(column)}" textLength="${width}"`;
  const { color, opacity } = paintOf(style);
  const attributes = [
    place,
    `y="${round(top(row) + BASE)}"`,
    cells[0]!.width === 1 ? "" : `font-size="${WIDE_FONT_SIZE}"`,
    color === FOREGROUND ? "" : `fill="${color}"`,
    opacity === 1 ? "" : `opacity="${opacity}"`,
    style.isBold ? `font-weight="bold"` : "",
    style.isUnderlined ? `text-decoration="underline"` : "",
  ];
  return `<text ${attributes.filter(Boolean).join(" ")}>${escape(text)}</text>`;
}

function drawCursor([column, row]: Scene["cursor"]): string {
  return `<rect x="${left(column)}" y="${top(row)}" width="${COLUMN}" height="${ROW}" ` +
    `fill="${FOREGROUND}" opacity=".7"/>`;
}

/** The colours that a style ends up with. */
function paintOf(style: Style): { color: string; background: string | undefined; opacity: number } {
  const color = style.color === undefined ? FOREGROUND : hexOf(style.color);
  const background = style.background === undefined ? undefined : hexOf(style.background);
  const opacity = style.isDim ? 0.62 : 1;
  return style.isInverse
    ? { color: background ?? BACKGROUND, background: color, opacity }
    : { color, background, opacity };
}

/** A colour as #rrggbb: of xterm's 256, after the first sixteen, a cube of 6 x 6 x 6, then 24 greys. */
function hexOf(color: Color): string {
  if (typeof color === "string") return color;
  const themed = THEME[color];
  if (themed !== undefined) return themed;
  const cube = color - 16;
  const parts = color >= 232
    ? [0, 0, 0].map(() => 8 + 10 * (color - 232))
    : [Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6]
      .map((level) => level === 0 ? 0 : 55 + 40 * level);
  return `#${parts.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

function widthOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, { width }) => sum + width, 0);
}

function left(column: number): number {
  return round(MARGIN + column * COLUMN);
}

function top(row: number): number {
  return TITLE_BAR + row * ROW;
}

/** Without the long tails of binary fractions. */
function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
