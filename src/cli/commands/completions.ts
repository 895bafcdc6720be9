import { writeLine } from "../../terminal/mod.ts";
import type { HelpTexts } from "../../language/mod.ts";
import type { Command, Context } from "../command.ts";
import { type Place, SCRIPTS, type Word } from "../completion_scripts.ts";
import { EXIT_OK, UsageError } from "../errors.ts";
import { COMMON_OPTIONS, PROGRAM_OPTIONS } from "../arguments/help.ts";
import {
  type OptionSpecs,
  parseArgument,
  parseOptions,
  type ValueOption,
} from "../arguments/options.ts";
import { languageOption } from "../arguments/values.ts";

type Shell = keyof typeof SCRIPTS;

const SHELLS = Object.keys(SCRIPTS) as Shell[];

const SHELL: ValueOption<Shell> = {
  metavar: SHELLS.join("|"),
  summary: (help) => help.option.shell,
  parse: (text) => SHELLS.find((shell) => shell === text),
  expected: (messages) => messages.expected.choice(SHELLS),
};

const OPTIONS = {
  "lang": languageOption((help) => help.option.langJoin),
} satisfies OptionSpecs;

/** `chatroom completions`, for the program's commands. */
export function completions(commands: () => readonly Command[]): Command {
  return {
    name: "completions",
    argument: { usage: SHELL.metavar, summary: SHELL.summary },
    summary: (help) => help.completions,
    examples: [
      { line: "source <(chatroom completions bash)", summary: (help) => help.example.completions },
    ],
    options: OPTIONS,
    run(args, context) {
      const { positionals } = parseOptions(OPTIONS, 1, args, context.messages);
      const shell = parseArgument(SHELL, positionals[0], context.messages);
      if (shell === undefined) {
        throw new UsageError(context.messages.missingValue(SHELL.metavar));
      }
      writeLine(SCRIPTS[shell](placesOf(commands(), context)));
      return Promise.resolve(EXIT_OK);
    },
  };
}

/** What can stand where on the program's command line. */
export function placesOf(commands: readonly Command[], context: Context): Place[] {
  const { help } = context.messages;
  const top: Place = {
    path: [],
    words: commands.map(({ name, summary }) => ({ word: name, summary: summary(help) })),
    options: optionWords(PROGRAM_OPTIONS, help),
  };
  return [top, ...commands.flatMap((command) => placesOfCommand(command, context))];
}

function placesOfCommand(command: Command, context: Context): Place[] {
  const { help } = context.messages;
  const subcommands = command.subcommands?.(context) ?? [];
  const choices = choicesOf(command.argument?.usage)?.map((word): Word => ({
    word,
    summary: command.argument?.summary(help) ?? "",
  }));
  const place: Place = {
    path: command.name.split(" "),
    words: choices ?? subcommands.map(({ name, summary }) => ({
      word: name.slice(command.name.length + 1),
      summary: summary(help),
    })),
    options: optionWords({ ...command.options, ...COMMON_OPTIONS }, help),
  };
  return [place, ...subcommands.flatMap((subcommand) => placesOfCommand(subcommand, context))];
}

function optionWords(specs: OptionSpecs, help: HelpTexts): Place["options"] {
  return Object.entries(specs).map(([name, { metavar, summary }]) => ({
    word: `--${name}`,
    summary: summary(help),
    values: metavar === undefined ? undefined : choicesOf(metavar) ?? [],
  }));
}

/** The words that a text such as `en|zh` offers; undefined for one such as `N` or `ROOM|HOST`. */
function choicesOf(metavar: string | undefined): string[] | undefined {
  return metavar?.includes("|") && !/[A-Z]/.test(metavar) ? metavar.split("|") : undefined;
}
