/** A line of a plot: points in order of `x`. */
export interface Series {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

const [WIDTH, HEIGHT] = [760, 420];
const [LEFT, RIGHT, TOP, BOTTOM] = [64, 580, 48, 364];

/** Colours that the colour-blind tell apart too (Okabe and Ito, 2008), for a light and a dark page. */
const STYLE = `
  svg { --ink: #222; --grid: #ddd; --page: #fff; font: 13px system-ui, sans-serif;
    --c0: #0072b2; --c1: #d55e00; --c2: #00805f; --c3: #a8508a; --c4: #8a6d00 }
  @media (prefers-color-scheme: dark) {
    svg { --ink: #ddd; --grid: #444; --page: #16181c;
      --c0: #56b4e9; --c1: #f08a3c; --c2: #2cc79b; --c3: #e39bc6; --c4: #f0e442 } }
  text { fill: var(--ink) }
  .grid { stroke: var(--grid) }
  .line { fill: none; stroke-width: 2 }`;

/** Position of a value on an axis. */
type Scale = (value: number) => number;

/** A plot with two logarithmic axes, as SVG: every value is above 0. Each line has its name at its end. */
export function plot(title: string, xLabel: string, series: readonly Series[]): string {
  const points = series.flatMap((one) => one.points);
  const xs = [...new Set(points.map(({ x }) => x))];
  const ys = ticks(points.map(({ y }) => y));
  const x = logarithmic(xs, LEFT, RIGHT);
  const y = logarithmic(ys, BOTTOM, TOP);
  const middle = (LEFT + RIGHT) / 2;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img">
<title>${escape(title)}</title>
<style>${STYLE}
</style>
<rect width="${WIDTH}" height="${HEIGHT}" style="fill: var(--page)"/>
<text x="${LEFT}" y="26" font-weight="600">${escape(title)}</text>
${ys.map((value) => horizontal(value, y(value))).join("\n")}
${xs.map((value) => text(x(value), BOTTOM + 22, "middle", `${value}`)).join("\n")}
${text(middle, BOTTOM + 44, "middle", xLabel)}
${series.map((one, index) => line(one, `var(--c${index % 5})`, x, y)).join("\n")}
${labels(series, y).join("\n")}
</svg>
`;
}

function logarithmic(values: readonly number[], from: number, to: number): Scale {
  const [least, most] = [Math.log(Math.min(...values)), Math.log(Math.max(...values))];
  return (value) => from + (to - from) * (Math.log(value) - least) / (most - least || 1);
}

/** The numbers 1, 2 and 5 times a power of ten that enclose the values. */
function ticks(values: readonly number[]): number[] {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const all = [];
  for (let power = Math.floor(Math.log10(least)); 10 ** power <= most * 10; power++) {
    for (const step of [1, 2, 5]) all.push(Number(`${step}e${power}`));
  }
  const first = all.findLastIndex((tick) => tick <= least);
  return all.slice(first, all.findIndex((tick) => tick >= most) + 1);
}

function horizontal(value: number, y: number): string {
  return `<path class="grid" d="M${LEFT} ${round(y)}H${RIGHT}"/>` +
    text(LEFT - 10, y + 4, "end", `${value}`);
}

function line({ points }: Series, colour: string, x: Scale, y: Scale): string {
  const places = points.map((point) => [round(x(point.x)), round(y(point.y))] as const);
  return `<path class="line" style="stroke: ${colour}" d="M${
    places.map((at) => at.join(" ")).join("L")
  }"/>` +
    places.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="3.5" style="fill: ${colour}"/>`)
      .join("");
}

/** The names beside the lines' ends, moved down where two would overlap. */
function labels(series: readonly Series[], y: Scale): string[] {
  const ends = series.map(({ name, points }) => ({ name, at: y(points.at(-1)?.y ?? 1) + 4 }));
  let above = -Infinity;
  return ends.toSorted((a, b) => a.at - b.at).map(({ name, at }) => {
    above = Math.max(at, above + 17);
    return text(RIGHT + 12, above, "start", name);
  });
}

function text(x: number, y: number, anchor: "start" | "middle" | "end", content: string): string {
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${escape(content)}</text>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
