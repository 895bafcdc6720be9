import { bold } from "@std/fmt/colors";
import type { HelpTexts, Messages } from "../../language/mod.ts";
import { wrapLine } from "../../terminal/mod.ts";
import type { Command, Example } from "../command.ts";
import type { OptionSpecs } from "./options.ts";

/** The options of every level. */
export const COMMON_OPTIONS = {
  help: { summary: (help: HelpTexts) => help.option.help },
} satisfies OptionSpecs;

/** The options of the program without a command. */
export const PROGRAM_OPTIONS = {
  ...COMMON_OPTIONS,
  version: { summary: (help: HelpTexts) => help.option.version },
} satisfies OptionSpecs;

/** What the program is mostly started for. */
const PROGRAM_EXAMPLES: readonly Example[] = [
  { line: "chatroom host --name Ada", summary: (help) => help.example.host },
  { line: "chatroom join --name Bob", summary: (help) => help.example.join },
];

/** The share of a line that the left column takes at most; what is wider stands on a line of its own. */
const LEFT_SHARE = 0.4;

/**
 * The help of the whole program.
 *
 * @param width columns of a line, at least 8
 */
export function programHelp(
  commands: readonly Command[],
  { help }: Messages,
  width: number,
): string {
  return [
    ...wrap(help.program, width),
    "",
    ...usage(help.anyCommand, help, width),
    ...examples(PROGRAM_EXAMPLES, help, width),
    "",
    bold(help.commands),
    ...columns(commands.map((command) => [command.name, command.summary(help)]), width),
    "",
    bold(help.options),
    ...columns([["--help", help.option.help], ["--version", help.option.version]], width),
    "",
    ...wrap(help.more, width),
    ...wrap(help.exitCodes, width),
  ].join("\n");
}

/**
 * The help of one command.
 *
 * @param width columns of a line, at least 8
 */
export function commandHelp(command: Command, { help }: Messages, width: number): string {
  const specs: OptionSpecs = { ...command.options, ...COMMON_OPTIONS };
  const options = Object.entries(specs).map(([name, option]): [string, string] => {
    const metavar = option.metavar === undefined ? "" : ` ${option.metavar}`;
    return [`--${name}${metavar}`, option.summary(help) + orVariable(option.variable, help)];
  });
  const { argument } = command;
  const words = argument === undefined ? [] : [`[${argument.usage}]`];
  const exitCodes = command.exitCodes?.(help) ?? [help.exitCodes];
  return [
    ...wrap(command.summary(help), width),
    "",
    ...usage([command.name, ...words, help.anyOptions].join(" "), help, width),
    ...examples(command.examples ?? [], help, width),
    ...argumentSection(argument, help, width),
    "",
    bold(help.options),
    ...columns(options, width),
    "",
    ...exitCodes.flatMap((line) => wrap(line, width)),
  ].join("\n");
}

function usage(words: string, help: HelpTexts, width: number): string[] {
  return wrapLine([{ text: help.usage, paint: bold }], [{ text: `chatroom ${words}` }], width);
}

function examples(list: readonly Example[], help: HelpTexts, width: number): string[] {
  if (list.length === 0) return [];
  const rows = list.map(({ line, summary }) => [line, summary(help)] as const);
  return ["", bold(help.examples), ...columns(rows, width)];
}

function argumentSection(
  argument: Command["argument"],
  help: HelpTexts,
  width: number,
): string[] {
  if (argument === undefined) return [];
  const { usage, summary, variable } = argument;
  const row = [usage, summary(help) + orVariable(variable, help)] as const;
  return ["", bold(help.argumentsTitle), ...columns([row], width)];
}

/** Tells that an environment variable stands for what is not given. */
function orVariable(variable: string | undefined, help: HelpTexts): string {
  return variable === undefined ? "" : help.orVariable(variable);
}

function wrap(text: string, width: number): string[] {
  return wrapLine([], [{ text }], width);
}

/**
 * Rows of two columns, the right one wrapped within its own.
 *
 * @param width columns of a line, at least 8
 */
export function columns(rows: readonly (readonly [string, string])[], width: number): string[] {
  const most = Math.floor(width * LEFT_SHARE);
  const lefts = rows.map(([left]) => left.length + GAP.length);
  const place = Math.max(0, ...lefts.filter((left) => left <= most)) || GAP.length;
  return rows.flatMap(([left, right]) => {
    const head = `${GAP}${left}`;
    const indent = GAP.length + place;
    return left.length + GAP.length <= place
      ? wrapLine([{ text: head.padEnd(indent) }], [{ text: right }], width)
      : [
        ...wrap(head, width),
        ...wrapLine([{ text: " ".repeat(indent) }], [{ text: right }], width),
      ];
  });
}

/** What stands in front of the left column, and between the two. */
const GAP = "  ";
