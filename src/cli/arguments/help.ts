import { bold } from "@std/fmt/colors";
import type { HelpTexts, Messages } from "../../language/mod.ts";
import { standardColumns, wrapLine } from "../../terminal/mod.ts";
import type { Command } from "../command.ts";
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

/**
 * The help of the whole program.
 *
 * @param width columns of a line, at least 8; Infinity where lines may have any length
 */
export function programHelp(
  commands: readonly Command[],
  { help }: Messages,
  width: number,
): string {
  return [
    ...wrapped(help.program, width),
    "",
    `${help.usage}chatroom ${help.anyCommand}`,
    "",
    bold(help.commands),
    ...columns(commands.map((command) => [command.name, command.summary(help)]), width),
    "",
    bold(help.options),
    ...columns([["--help", help.option.help], ["--version", help.option.version]], width),
    "",
    bold(help.examples),
    ...["chatroom host --name Ada", "chatroom join --name Bob", "chatroom exercise primes"]
      .map((example) => `  ${example}`),
    "",
    ...wrapped(help.more, width),
    ...wrapped(help.exitCodes, width),
  ].join("\n");
}

/** The help of one command; `width` as in {@linkcode programHelp}. */
export function commandHelp(command: Command, { help }: Messages, width: number): string {
  const specs: OptionSpecs = { ...command.options, ...COMMON_OPTIONS };
  const options = Object.entries(specs).map(([name, option]): [string, string] => {
    const metavar = option.metavar === undefined ? "" : ` ${option.metavar}`;
    return [`--${name}${metavar}`, option.summary(help) + orVariable(option.variable, help)];
  });
  const { argument, examples = [] } = command;
  return [
    ...wrapped(command.summary(help), width),
    "",
    `${help.usage}chatroom ${command.name} ${
      argument ? `[${argument.usage}] ` : ""
    }${help.anyOptions}`,
    ...(argument
      ? [
        "",
        bold(help.argumentsTitle),
        ...columns([[
          argument.usage,
          argument.summary(help) + orVariable(argument.variable, help),
        ]], width),
      ]
      : []),
    "",
    bold(help.options),
    ...columns(options, width),
    ...(examples.length === 0
      ? []
      : ["", bold(help.examples), ...examples.map((example) => `  ${example}`)]),
    "",
    ...wrapped(command.exitCodes?.(help) ?? help.exitCodes, width),
  ].join("\n");
}

/** Tells that an environment variable stands for what is not given. */
function orVariable(variable: string | undefined, help: HelpTexts): string {
  return variable === undefined ? "" : help.orVariable(variable);
}

/** Columns of a line of help: the terminal's. A pipe's reader wraps lines as it likes. */
export function helpWidth(): number {
  return Deno.stdout.isTerminal() ? standardColumns() : Infinity;
}

/** Rows of two columns, the second of which goes on below itself where the line is too short. */
export function columns(
  rows: readonly (readonly [string, string])[],
  width = Infinity,
): string[] {
  const longest = Math.max(...rows.map(([left]) => left.length));
  return rows.flatMap(([left, right]) =>
    wrapLine([{ text: `  ${left.padEnd(longest)}  ` }], [{ text: right }], width)
  );
}

function wrapped(text: string, width: number): string[] {
  return wrapLine([], [{ text }], width);
}
