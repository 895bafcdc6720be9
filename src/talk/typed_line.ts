// What is typed in a talk, or at the console of a server: words for everybody, or a command behind a slash.

import { type CommandWord, type Messages, suggest } from "../language/mod.ts";
import { usageOf } from "./command_help.ts";
import { ALL_COMMANDS, COMMANDS, type Parse, type Typed } from "./slash_commands.ts";

/** `exit` and `quit` are both known everywhere; the help has the one that fits. */
const IN_TALK: ReadonlyMap<string, Parse> = new Map(
  ALL_COMMANDS.map(([word, { parse }]) => [word, parse]),
);

const AT_CONSOLE: ReadonlyMap<string, Parse> = new Map<string, Parse>([
  ...ALL_COMMANDS.flatMap(([word, command]) =>
    command.for === "members" ? [] : [[word, command.parse] as const]
  ),
  ["exit", COMMANDS.exit.parse],
]);

/** Every command of a talk, with its slash. */
export const COMMAND_WORDS: readonly string[] = slashed(IN_TALK);

/** Every command of the console, with its slash. */
export const CONSOLE_WORDS: readonly string[] = slashed(AT_CONSOLE);

/** Lines that leave, whatever blanks are around them. */
const EXITS = ["exit", "/exit", "/quit"];

/** Words that are hardly meant for everybody when they are all that is typed. */
const QUESTIONS = ["quit", "help", "?"];

/** What other chat programs call a command. */
const HABITS: Readonly<Record<string, readonly CommandWord[]>> = {
  "": ["help"],
  "?": ["help"],
  h: ["help"],
  names: ["who"],
  users: ["who"],
  w: ["msg", "who"],
  query: ["msg"],
  dm: ["msg"],
  pm: ["msg"],
  m: ["msg"],
  tell: ["msg"],
  whisper: ["msg"],
  notice: ["msg"],
  action: ["me"],
  name: ["nick"],
  part: ["exit"],
  leave: ["exit"],
  bye: ["exit"],
  q: ["exit"],
  cls: ["clear"],
};

/** What is asked of a program that has many rooms. */
const OTHER_ROOMS = ["join", "j", "list", "rooms", "server", "connect"];

/**
 * What begins a command, and what stands for it: a Chinese input method writes the wide slash, or the comma
 * that is on the same key; a slip adds blanks, or is the slash beside it. Then the word, and what follows it.
 */
const COMMAND_LINE = /^(\s*[/／、､\\＼])(\S*)\s*(.*)$/su;

/** These are slashes, whatever follows. */
const SLASHES = ["/", "／"];

/**
 * Understands a line that was typed in a talk; `//x` says `/x`.
 *
 * @param program how people start this program
 */
export function parseTyped(line: string, messages: Messages, program: string): Typed {
  return parseLine(line, IN_TALK, messages, program);
}

/**
 * Understands a line that was typed at the console of a server; `//x` says `/x`.
 *
 * @param program how people start this program
 */
export function parseConsole(line: string, messages: Messages, program: string): Typed {
  const word = line.trim();
  // They are typed to the server, not to the room.
  if (QUESTIONS.includes(word)) return { kind: word === "quit" ? "leave" : "help" };
  return parseLine(line, AT_CONSOLE, messages, program);
}

/** Whether a text looks like a question to the program, though it is said to everybody. */
export function isQuestion(text: string): boolean {
  return QUESTIONS.includes(text.trim());
}

function parseLine(
  line: string,
  commands: ReadonlyMap<string, Parse>,
  messages: Messages,
  program: string,
): Typed {
  if (EXITS.includes(line.trim())) return { kind: "leave" };
  if (/^[/／]{2}/u.test(line)) return { kind: "say", text: line.slice(1) };
  const [, head = "", command = "", rest = ""] = COMMAND_LINE.exec(line) ?? [];
  const word = command.normalize("NFKC").toLowerCase();
  if (head === "" || !(SLASHES.includes(head) || isCommandLike(word, commands, messages))) {
    return { kind: "say", text: line };
  }
  const parse = commands.get(word);
  if (parse === undefined) {
    const why = missOf(command, word, commands, messages, program);
    // A slip may be no command at all.
    const hint = head === "/" ? "" : messages.saidBySlashes(command);
    return { kind: "fault", why: why + hint };
  }
  return parse(rest.trim()) ??
    { kind: "fault", why: messages.usageIs(usageOf(word as CommandWord, messages)) };
}

/** Whether a word behind something like a slash is hardly meant for everybody: a command, or nearly one. */
function isCommandLike(
  word: string,
  commands: ReadonlyMap<string, unknown>,
  messages: Messages,
): boolean {
  if (word === "") return false;
  if (commands.has(word) || Object.hasOwn(COMMANDS, word) || habitOf(word)) return true;
  if (OTHER_ROOMS.includes(word)) return true;
  // Paths, smileys and lone letters such as `\n` are no slips of a command.
  return /^[a-z]{2,}$/.test(word) && suggest(`/${word}`, slashed(commands), messages) !== "";
}

/** The answer to a command that is none here. */
function missOf(
  command: string,
  word: string,
  commands: ReadonlyMap<string, unknown>,
  messages: Messages,
  program: string,
): string {
  if (OTHER_ROOMS.includes(word)) return messages.otherRooms(program);
  const habit = habitOf(word)?.find((known) => commands.has(known));
  if (habit !== undefined) {
    return messages.unknownCommand(`/${command}`) + messages.didYouMean(`/${habit}`);
  }
  if (Object.hasOwn(COMMANDS, word)) return messages.memberCommand(word);
  return messages.unknownCommand(`/${command}`) +
    suggest(`/${word}`, slashed(commands), messages);
}

function habitOf(word: string): readonly CommandWord[] | undefined {
  return Object.hasOwn(HABITS, word) ? HABITS[word] : undefined;
}

function slashed(commands: ReadonlyMap<string, unknown>): string[] {
  return [...commands.keys()].map((word) => `/${word}`);
}
