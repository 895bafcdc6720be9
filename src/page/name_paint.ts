import { colorOf } from "../talk/name_color.ts";

/** Levels of red, green and blue in the cube of xterm's 256 colours, which begins at 16. */
const LEVELS = [0, 95, 135, 175, 215, 255] as const;
const CUBE = 16;

/** How far a name's colour is moved towards black on white, and towards white on black: to a contrast of 4.5 to 1. */
const DARKER = 0.22;
const LIGHTER = 0.46;

/** A colour as red, green and blue, 0 to 255 each. */
export type Color = readonly [number, number, number];

/** The colour that the terminal gives a name, as it is read well on a light page and on a dark one. */
export function nameColors(name: string): { readonly light: Color; readonly dark: Color } {
  const place = colorOf(name) - CUBE;
  const level = (step: number) => LEVELS[Math.floor(place / step) % LEVELS.length]!;
  const color: Color = [level(36), level(6), level(1)];
  return { light: mix(color, 0, DARKER), dark: mix(color, 255, LIGHTER) };
}

function mix([red, green, blue]: Color, toward: number, share: number): Color {
  const moved = (part: number) => Math.round(part + (toward - part) * share);
  return [moved(red), moved(green), moved(blue)];
}

/** A colour as stylesheets write it. */
export function cssOf(color: Color): string {
  return `rgb(${color.join(" ")})`;
}
