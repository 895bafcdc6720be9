import { type Language, languageOf, LANGUAGES, messagesIn, suggest } from "../language/mod.ts";
import { InputError, standardColumns, writeLine } from "../terminal/mod.ts";
import { setColorEnabled } from "@std/fmt/colors";
import project from "../../deno.json" with { type: "json" };
import { CHILD_COMMAND, runChild } from "../parallel/mod.ts";
import type { Command, Context } from "./command.ts";
import { EXIT_FAILURE, EXIT_OK, EXIT_USAGE, Failure, UsageError } from "./errors.ts";
import { completions } from "./commands/completions.ts";
import { doctor } from "./commands/doctor.ts";
import { exercise } from "./commands/exercise.ts";
import { find } from "./commands/find.ts";
import { commandHelp, programHelp } from "./arguments/help.ts";
import { host } from "./commands/host.ts";
import { join } from "./commands/join.ts";
import { log } from "./commands/log.ts";
import { rooms } from "./commands/rooms.ts";
import { send } from "./commands/send.ts";
import { serve } from "./commands/serve.ts";
import { isInBackground } from "./process.ts";
import { VARIABLES } from "./arguments/values.ts";

/** All commands, in the order in which the help lists them. */
export const COMMANDS: readonly Command[] = [
  host,
  join,
  serve,
  send,
  find,
  doctor,
  rooms,
  log,
  exercise,
  completions(() => COMMANDS),
];

const VERSION_WORDS = ["--version", "-V", "version"];

/** What other programs call a command. */
const HABITS: Readonly<Record<string, string>> = {
  list: "find",
  ls: "find",
  search: "find",
  discover: "find",
  connect: "join",
  enter: "join",
  client: "join",
  server: "serve",
  listen: "serve",
  start: "serve",
  say: "send",
  post: "send",
  diagnose: "doctor",
  check: "doctor",
  create: "host",
  new: "host",
  history: "log",
  export: "log",
};

/** Runs the program with its arguments, and ends the process. */
export async function main(args: readonly string[]): Promise<never> {
  setColorEnabled(!Deno.noColor && Deno.stdout.isTerminal());
  const language = languageAskedFor(args) ?? languageNamed(Deno.env.get(VARIABLES.language)) ??
    languageOf((name) => Deno.env.get(name));
  const messages = messagesIn(language);
  try {
    if (args[0] === CHILD_COMMAND) Deno.exit(await runChild());
    Deno.exit(await run(args, { language, messages }));
  } catch (error) {
    // Nobody reads the output any more, as in `| head -1`. From a thread, an error brings only its name.
    if (error instanceof Error && error.name === "BrokenPipe") Deno.exit(EXIT_FAILURE);
    // A person gets one line, never a stack trace.
    const known = error instanceof UsageError || error instanceof Failure;
    const text = error instanceof Error ? error.message : String(error);
    const unknown = error instanceof InputError
      ? messages.inputFault[error.fault]
      : messages.workerFailed(text);
    const line = (known ? text : unknown).replaceAll(/\s*\n\s*/g, " ");
    await Deno.stderr.write(new TextEncoder().encode(`chatroom: ${line}\n`));
    if (error instanceof UsageError) Deno.exit(EXIT_USAGE);
    Deno.exit(error instanceof Failure ? error.code : EXIT_FAILURE);
  }
}

async function run(args: readonly string[], context: Context): Promise<number> {
  const { messages } = context;
  const [word, ...rest] = args;
  if (VERSION_WORDS.includes(word ?? "") && rest.length === 0) {
    return print(`chatroom ${project.version}`);
  }
  // As git has it: `help join` is `join --help`.
  if (word === "help" && rest.length > 0) return await run([...rest, "--help"], context);
  if (word === undefined || word === "--help" || word === "-h" || word === "help") {
    print(programHelp(COMMANDS, messages, standardColumns()));
    return word === undefined ? EXIT_USAGE : EXIT_OK;
  }
  const command = COMMANDS.find(({ name }) => name === word);
  if (command !== undefined) {
    const asksForHelp = rest.includes("--help") || rest.includes("-h");
    const isBehind = command === serve && !asksForHelp && await isInBackground();
    // From here on, only lessons start processes: nothing that comes from the network shall be able to.
    if (command !== exercise) await Deno.permissions.revoke({ name: "run" });
    if (!asksForHelp) return await command.run(rest, { ...context, isInBackground: isBehind });
    const help = () => commandHelp(command, messages, standardColumns());
    return print(command.help?.(rest, context) ?? help());
  }
  const isOption = word.startsWith("-");
  const known = isOption ? ["--help", "--version"] : COMMANDS.map(({ name }) => name);
  const unknown = isOption ? messages.unknownOption(word) : messages.unknownCommand(word);
  const meant = Object.hasOwn(HABITS, word) ? HABITS[word] : undefined;
  const near = meant === undefined ? suggest(word, known, messages) : messages.didYouMean(meant);
  throw new UsageError(unknown + near);
}

/** The language that the arguments name, before they are really read: errors are told in it too. */
function languageAskedFor(args: readonly string[]): Language | undefined {
  const index = args.findIndex((arg) => arg === "--lang" || arg.startsWith("--lang="));
  const value = args[index]?.split("=")[1] ?? args[index + 1];
  return index < 0 ? undefined : languageNamed(value);
}

function languageNamed(text: string | undefined): Language | undefined {
  return LANGUAGES.find((language) => language === text);
}

function print(text: string): number {
  writeLine(text);
  return EXIT_OK;
}
