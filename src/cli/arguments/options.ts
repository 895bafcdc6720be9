import { parseArgs } from "@std/cli/parse-args";
import { type HelpTexts, type Messages, suggest } from "../../language/mod.ts";
import { UsageError } from "../errors.ts";

/** An option that takes a value. */
export interface ValueOption<T> {
  /** What stands for the value in the help, such as `N`. */
  readonly metavar: string;
  /** The environment variable that stands for it where it is not given. */
  readonly variable?: string;
  readonly summary: (help: HelpTexts) => string;
  /** The value that a text means, or undefined where it means none. */
  readonly parse: (text: string) => T | undefined;
  /** What a text has to be, in words, for one that `parse` does not take. */
  readonly expected: (messages: Messages, text: string) => string;
}

/** An option that is given or not. */
export interface FlagOption {
  readonly metavar?: undefined;
  readonly variable?: undefined;
  readonly summary: (help: HelpTexts) => string;
}

export type OptionSpecs = Readonly<Record<string, ValueOption<unknown> | FlagOption>>;

/** Reads an environment variable; undefined where there is none. */
export type Environment = (variable: string) => string | undefined;

const ENVIRONMENT: Environment = (variable) => Deno.env.get(variable);

/** The values of the options that were given, here or in the environment; a flag is always true or false. */
export type OptionValues<S extends OptionSpecs> = {
  readonly [K in keyof S]: S[K] extends ValueOption<infer T> ? T | undefined : boolean;
};

export interface ParsedArguments<S extends OptionSpecs> {
  readonly options: OptionValues<S>;
  readonly positionals: readonly string[];
}

/**
 * Reads arguments by their description.
 *
 * @param mostPositionals how many arguments may follow beside the options
 * @throws {UsageError}
 */
export function parseOptions<S extends OptionSpecs>(
  specs: S,
  mostPositionals: number,
  args: readonly string[],
  messages: Messages,
  environment = ENVIRONMENT,
): ParsedArguments<S> {
  const names = Object.keys(specs);
  const valued = names.filter((name) => specs[name]?.metavar !== undefined);
  const flags = names.filter((name) => specs[name]?.metavar === undefined);
  // The parser takes `--no-x` for the word against `--x`, which need not exist.
  const negations = flags.filter((name) => name.startsWith("no-"));
  const affirmations = flags.filter((name) => !name.startsWith("no-"));
  // Behind `--`, nothing is an option.
  const end = args.includes("--") ? args.indexOf("--") : args.length;
  const before = args.slice(0, end).map((arg) => spellOut(arg, valued));
  refuseFlagValues(flags, before, messages);
  const positionals: string[] = [];
  const parsed = parseArgs(joinOddValues(valued, spellOutFlags(affirmations, before)), {
    string: valued,
    boolean: affirmations,
    negatable: negations.map(withoutNo),
    collect: valued,
    unknown: (argument, key) => {
      if (key === undefined) positionals.push(argument);
      else if (!negations.some((name) => argument === `--${name}`)) {
        throw unknownOption(argument, names, messages);
      }
    },
  });
  const isGiven = (flag: string) =>
    negations.includes(flag) ? parsed[withoutNo(flag)] === false : parsed[flag] === true;
  positionals.push(...args.slice(end + 1));
  const extra = positionals[mostPositionals];
  if (extra !== undefined) throw new UsageError(messages.unexpectedArgument(extra));
  const options: Record<string, unknown> = {};
  for (const [name, spec] of Object.entries(specs)) {
    options[name] = spec.metavar === undefined
      ? isGiven(name)
      : parseValue(`--${name}`, spec, parsed[name] as string[] | undefined, messages) ??
        fromEnvironment(spec, messages, environment);
  }
  return { options: options as OptionValues<S>, positionals };
}

/**
 * Reads an argument by its description: what was given, or else what the environment says.
 *
 * @throws {UsageError}
 */
export function parseArgument<T>(
  spec: ValueOption<T>,
  text: string | undefined,
  messages: Messages,
  environment = ENVIRONMENT,
): T | undefined {
  return text === undefined
    ? fromEnvironment(spec, messages, environment)
    : parseText(spec.metavar, spec, text, messages);
}

function parseValue(
  option: string,
  spec: ValueOption<unknown>,
  texts: readonly string[] | undefined,
  messages: Messages,
): unknown {
  if (texts === undefined || texts.length === 0) return undefined;
  if (texts.length > 1) throw new UsageError(messages.repeatedOption(option));
  const [text = ""] = texts;
  if (text === "") throw new UsageError(messages.missingValue(option));
  return parseText(option, spec, text, messages);
}

/**
 * What the environment says; nothing for a variable that is empty, as shells have no other way to unset it.
 */
function fromEnvironment<T>(
  spec: ValueOption<T>,
  messages: Messages,
  environment: Environment,
): T | undefined {
  const { variable } = spec;
  const text = variable === undefined ? undefined : environment(variable);
  return variable && text ? parseText(variable, spec, text, messages) : undefined;
}

/** @param source where the text is from, as the error tells it */
function parseText<T>(source: string, spec: ValueOption<T>, text: string, messages: Messages): T {
  const value = spec.parse(text);
  if (value !== undefined) return value;
  throw new UsageError(messages.badValue(source, text, spec.expected(messages, text)));
}

function unknownOption(argument: string, names: readonly string[], messages: Messages): UsageError {
  const option = argument.replace(/=.*$/s, "");
  const known = names.map((name) => `--${name}`);
  return new UsageError(messages.unknownOption(option) + suggest(option, known, messages));
}

function refuseFlagValues(flags: readonly string[], args: readonly string[], messages: Messages) {
  for (const flag of flags) {
    if (args.some((arg) => arg.startsWith(`--${flag}=`))) {
      throw new UsageError(messages.needlessValue(`--${flag}`));
    }
  }
}

/** `x` for `no-x`. */
function withoutNo(name: string): string {
  return name.slice("no-".length);
}

/** Options that have a letter, too. */
const LETTERS: Readonly<Record<string, string>> = { "-n": "name" };

/** `-n` as `--name`, where there is such an option. */
function spellOut(arg: string, valued: readonly string[]): string {
  const name = LETTERS[arg];
  return name !== undefined && valued.includes(name) ? `--${name}` : arg;
}

/** `--flag` as `--flag=true`: else the argument `true` or `false` behind it would pass for its value. */
function spellOutFlags(flags: readonly string[], args: readonly string[]): string[] {
  return args.map((arg) => flags.some((flag) => arg === `--${flag}`) ? `${arg}=true` : arg);
}

/** `--port -1` as `--port=-1`, and so an empty value: else they would pass for an option and an argument. */
function joinOddValues(valued: readonly string[], args: readonly string[]): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    const before = joined.at(-1);
    const belongs = /^(?:-\d|$)/.test(arg) && valued.some((name) => before === `--${name}`);
    if (belongs) joined.push(`${joined.pop()}=${arg}`);
    else joined.push(arg);
  }
  return joined;
}
