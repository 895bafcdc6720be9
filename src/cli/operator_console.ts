import type { Messages } from "../language/mod.ts";
import type { Server } from "../server/mod.ts";
import { formatTime, type Terminal } from "../terminal/mod.ts";
import { suggest } from "./options.ts";

const COMMANDS = ["/who", "/kick", "/help", "/quit"];

/** The operator's lines: commands, or words to everybody. */
export class OperatorConsole {
  readonly #terminal: Terminal;
  readonly #server: Server;
  readonly #messages: Messages;
  readonly #quit: () => void;

  constructor(terminal: Terminal, server: Server, messages: Messages, quit: () => void) {
    this.#terminal = terminal;
    this.#server = server;
    this.#messages = messages;
    this.#quit = quit;
  }

  /** Obeys line by line, until the input ends. */
  async run(): Promise<void> {
    if (this.#terminal.interactive) this.#print(this.#messages.consoleHelp);
    this.#terminal.setPrompt(this.#messages.operatorPrompt);
    for await (const line of this.#terminal.lines()) {
      if (line.startsWith("/")) await this.#obey(line.trim());
      else if (line !== "") this.#server.announce(line);
    }
  }

  async #obey(line: string): Promise<void> {
    const [command = "", ...words] = line.split(/\s+/);
    const messages = this.#messages;
    switch (command) {
      case "/quit":
        return this.#quit();
      case "/help":
        return this.#print(messages.consoleHelp);
      case "/who":
        return this.#print(await this.#describeMembers());
      case "/kick": {
        const name = words.join(" ");
        if (name === "") return this.#print([messages.kickWhom]);
        if (!await this.#server.kick(name)) this.#print([messages.nobodyNamed(name)]);
        return;
      }
      default:
        this.#print([messages.unknownCommand(command) + suggest(command, COMMANDS, messages)]);
    }
  }

  async #describeMembers(): Promise<string[]> {
    const members = await this.#server.members();
    if (members.length === 0) return [this.#messages.nobodyHere];
    const lines = members.map(({ name, address, dialect, since }) =>
      this.#messages.memberLine(
        name,
        address ?? "",
        this.#messages.dialect[dialect],
        formatTime(since),
      )
    );
    return [this.#messages.memberCount(members.length), ...lines];
  }

  #print(lines: readonly string[]): void {
    for (const line of lines) this.#terminal.print(line);
  }
}
