// What can be typed, as `/help` lists it.

import type { CommandWord, Messages } from "../language/mod.ts";
import { alignTable, fits } from "../terminal/table.ts";
import { ALL_COMMANDS, type Command } from "./slash_commands.ts";

/** What `/help` shows in a talk, on lines of at most `columns`. */
export function talkHelp(messages: Messages, columns = Infinity): string[] {
  const forMembers = usages((command) => command.for === "members" || command.for === "all");
  const forOperators = usages((command) => command.for === "operators");
  return [
    ...helpOf(messages.talkHelp, forMembers, messages, columns),
    ...helpOf(messages.operatorsHelp, forOperators, messages, columns),
  ];
}

/** What `/help` shows at the console, on lines of at most `columns`. */
export function consoleHelp(messages: Messages, columns = Infinity): string[] {
  const words = usages((command) => command.for !== "members");
  return helpOf(messages.consoleHelp, words, messages, columns);
}

function usages(isWanted: (command: Command) => boolean): CommandWord[] {
  return ALL_COMMANDS.filter(([, command]) => isWanted(command)).map(([word]) => word);
}

/** A heading and the commands below it, each on a line, or on two where the lines are short. */
function helpOf(
  heading: string,
  words: readonly CommandWord[],
  messages: Messages,
  columns: number,
): string[] {
  const rows = words.map((word) =>
    [`  ${usageOf(word, messages)}`, messages.commands[word].summary] as const
  );
  const table = alignTable(rows, ["left", "left"]);
  if (fits(table, columns)) return [heading, ...table];
  return [heading, ...rows.flatMap(([usage, summary]) => [usage, `    ${summary}`])];
}

/** A command and what stands behind it. */
export function usageOf(word: CommandWord, messages: Messages): string {
  const { args } = messages.commands[word];
  return args === undefined ? `/${word}` : `/${word} ${args}`;
}
