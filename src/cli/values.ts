// The kinds of option values that commands share.

import ms from "ms";
import type { HelpTexts, Messages } from "../language/mod.ts";
import { type Language, LANGUAGES } from "../language/mod.ts";
import type { ValueOption } from "./options.ts";

const DAY = 86_400_000;

/** `--lang en|zh`. */
export function languageOption(summary: (help: HelpTexts) => string): ValueOption<Language> {
  return {
    metavar: LANGUAGES.join("|"),
    summary,
    parse: (text) => LANGUAGES.find((language) => language === text),
    expected: (messages) => messages.expected.language,
  };
}

/** A whole number from `least` to `most`. */
export function integerOption(
  [least, most]: readonly [number, number],
  summary: (help: HelpTexts) => string,
  expected: (messages: Messages) => string,
): ValueOption<number> {
  const parse = (text: string) => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    return value >= least && value <= most ? value : undefined;
  };
  return { metavar: "N", summary, parse, expected };
}

/** Milliseconds of a duration such as `30m`: a number and its unit, from a second to a year. */
export function parseDuration(text: string): number | undefined {
  if (!/^\d+(?:\.\d+)?\s*[a-z]+$/i.test(text)) return undefined;
  const duration = ms(text);
  return duration !== undefined && duration >= 1000 && duration <= 365 * DAY ? duration : undefined;
}
