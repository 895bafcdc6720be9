import { completionsOf } from "./completion.ts";
import { People } from "./people.ts";
import { inOrder, makeVisible, MOST_UNDER_WAY } from "../base/mod.ts";
import type { Messages } from "../language/mod.ts";
import type { Entry } from "../room/mod.ts";
import type { Server } from "../server/mod.ts";
import { EditorTerminal, type Terminal, wrapLine } from "../terminal/mod.ts";
import { isRequest, type Typed } from "./slash_commands.ts";
import { describeReply } from "./requests.ts";
import { consoleHelp } from "./command_help.ts";
import { CONSOLE_WORDS, parseConsole } from "./typed_line.ts";

/** The operator's lines: commands, or words to everybody. */
export class OperatorConsole {
  readonly #terminal: Terminal;
  readonly #messages: Messages;
  readonly #program: string;
  readonly #quit: () => void;
  readonly #invitation: () => readonly string[];
  readonly #people = new People();

  /**
   * @param program how people start this program
   * @param quit called when the operator closes the room
   * @param invitation gives the lines by which others get in
   */
  constructor(
    terminal: Terminal,
    messages: Messages,
    program: string,
    quit: () => void,
    invitation: () => readonly string[],
  ) {
    this.#invitation = invitation;
    this.#terminal = terminal;
    this.#messages = messages;
    this.#program = program;
    this.#quit = quit;
    if (!(terminal instanceof EditorTerminal)) return;
    terminal.setCompleter((before) =>
      completionsOf(before, {
        commands: CONSOLE_WORDS,
        names: this.#people.names,
        address: messages.address,
      })
    );
  }

  /** Keeps account of who is there. */
  follow(entry: Entry): void {
    this.#people.meet(entry);
  }

  /** Obeys line by line, until the input ends. Lines are read no faster than the room takes them. */
  async run(server: Server): Promise<void> {
    if (this.#terminal.interactive) this.#print([this.#messages.consoleHint]);
    this.#terminal.setPrompt(this.#messages.operatorPrompt);
    await inOrder(
      this.#commands(),
      MOST_UNDER_WAY,
      (typed) => this.#obey(typed, server),
      (answer) => answer === undefined ? this.#quit() : this.#print(answer),
    );
  }

  async *#commands(): AsyncIterableIterator<Typed> {
    for await (const line of this.#terminal.lines()) {
      if (line.trim() === "") continue;
      const typed = parseConsole(line, this.#messages, this.#program);
      yield typed;
      if (typed.kind === "leave") return;
    }
  }

  /** Returns the lines of the answer, or undefined where the room is to be closed. */
  async #obey(typed: Typed, server: Server): Promise<readonly string[] | undefined> {
    const messages = this.#messages;
    if (isRequest(typed)) {
      return await describeReply(typed, await server.ask(typed), messages, this.#columns);
    }
    switch (typed.kind) {
      case "show-topic": {
        const topic = await server.topic();
        return [topic === "" ? messages.noTopic : messages.topicNow + makeVisible(topic, " ")];
      }
      case "invite":
        return this.#invitation();
      case "help":
        return consoleHelp(messages, this.#columns);
      case "leave":
        return undefined;
      case "fault":
        return [makeVisible(typed.why, " ")];
      default:
        // The others are commands of members, which are not known here.
        return [];
    }
  }

  get #columns(): number {
    return this.#terminal instanceof EditorTerminal ? this.#terminal.columns : Infinity;
  }

  /** Answers a person, or a script by the output. */
  #print(lines: readonly string[]): void {
    const terminal = this.#terminal;
    for (const line of lines.map((line) => this.#wrap(line))) {
      if (terminal.interactive) terminal.tell(line);
      else terminal.print(line);
    }
  }

  /** A line that is too long for the screen goes on below its beginning. */
  #wrap(line: string): string {
    if (!(this.#terminal instanceof EditorTerminal)) return line;
    const [indent = ""] = /^ */.exec(line) ?? [];
    const body = line.slice(indent.length);
    return wrapLine([{ text: indent }], [{ text: body }], this.#columns).join("\n");
  }
}
