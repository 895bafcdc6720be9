import type { HelpTexts, Messages } from "../../language/mod.ts";
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

/** The help of the whole program. */
export function programHelp(commands: readonly Command[], { help }: Messages): string {
  return [
    help.program,
    "",
    `${help.usage}chatroom ${help.anyCommand}`,
    "",
    help.commands,
    ...columns(commands.map((command) => [command.name, command.summary(help)])),
    "",
    help.options,
    ...columns([["--help", help.option.help], ["--version", help.option.version]]),
    "",
    help.more,
    help.exitCodes,
  ].join("\n");
}

/** The help of one command. */
export function commandHelp(command: Command, { help }: Messages): string {
  const specs: OptionSpecs = { ...command.options, ...COMMON_OPTIONS };
  const options = Object.entries(specs).map(([name, option]): [string, string] => {
    const metavar = option.metavar === undefined ? "" : ` ${option.metavar}`;
    return [`--${name}${metavar}`, option.summary(help) + orVariable(option.variable, help)];
  });
  const { argument } = command;
  return [
    command.summary(help),
    "",
    `${help.usage}chatroom ${command.name} ${
      argument ? `[${argument.usage}] ` : ""
    }${help.anyOptions}`,
    ...(argument
      ? [
        "",
        help.argumentsTitle,
        ...columns([[
          argument.usage,
          argument.summary(help) + orVariable(argument.variable, help),
        ]]),
      ]
      : []),
    "",
    help.options,
    ...columns(options),
    "",
    command.exitCodes?.(help) ?? help.exitCodes,
  ].join("\n");
}

/** Tells that an environment variable stands for what is not given. */
function orVariable(variable: string | undefined, help: HelpTexts): string {
  return variable === undefined ? "" : help.orVariable(variable);
}

/** Rows of two columns. */
export function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
