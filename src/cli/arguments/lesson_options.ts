// The options of a lesson, as the command line reads and describes them.

import type { LessonOption, LessonOptions, LessonValues } from "../../exercises/mod.ts";
import type { Language } from "../../language/mod.ts";
import type { OptionSpecs, ValueOption } from "./options.ts";

/** What the command line has to know of a lesson's options. */
export function lessonOptionSpecs(options: LessonOptions, language: Language): OptionSpecs {
  return Object.fromEntries(
    Object.entries(options).map(([name, option]) => [name, specOf(option, language)]),
  );
}

/** The values that a lesson is run with: those that were given, else its own. */
export function lessonValues(
  options: LessonOptions,
  given: Readonly<Record<string, unknown>>,
): LessonValues {
  const valueOf = (name: string, option: LessonOption) =>
    option.kind === "flag" ? given[name] === true : given[name] ?? option.default;
  const entries = Object.entries(options).map(([name, option]) => [name, valueOf(name, option)]);
  // The options were read by the very descriptions that this type is made from.
  return Object.fromEntries(entries) as LessonValues;
}

function specOf(option: LessonOption, language: Language): OptionSpecs[string] {
  const text = option.summary[language];
  if (option.kind === "flag") return { summary: () => text };
  const summary: ValueOption<unknown>["summary"] = (help) =>
    option.default === undefined ? text : text + help.defaultValue(`${option.default}`);
  if (option.kind === "choice") {
    const { choices } = option;
    return {
      metavar: choices.join("|"),
      summary,
      parse: (word) => choices.find((choice) => choice === word),
      expected: (messages) => messages.expected.choice(choices),
    };
  }
  const { kind, least, most } = option;
  const parse = kind === "integer" ? parseInteger : parseNumber;
  return {
    metavar: "N",
    summary,
    parse: (word) => inRange(parse(word), least, most),
    expected: (messages) => messages.expected[kind](least, most),
  };
}

function inRange(value: number, least: number, most: number): number | undefined {
  return value >= least && value <= most ? value : undefined;
}

/** A whole number such as `1000`, `1_000` or `1e3`; NaN for anything else. */
function parseInteger(word: string): number {
  const isNumber = /^\d+(?:_\d+)*(?:e\d{1,2})?$/i.test(word);
  const value = isNumber ? Number(word.replaceAll("_", "")) : NaN;
  return Number.isSafeInteger(value) ? value : NaN;
}

/** A number such as `0.1`; NaN for anything else. */
function parseNumber(word: string): number {
  return /^(?:\d+(?:\.\d*)?|\.\d+)$/.test(word) ? Number(word) : NaN;
}
