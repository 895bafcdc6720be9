import type { Messages } from "../language/mod.ts";
import type { Server } from "../server/mod.ts";
import { paintNotice } from "../talk/mod.ts";
import type { Terminal } from "../terminal/mod.ts";

/** Milliseconds in which Ctrl-C has to be pressed again. */
const AGAIN = 10_000;

/** Asks before Ctrl-C closes a room that others are in: a second one soon after it does. */
export class ClosingGuard {
  readonly #server: Server;
  readonly #terminal: Terminal;
  readonly #messages: Messages;
  /** Seats of the person who runs the room. */
  own = 0;
  #askedAt = -Infinity;

  constructor(server: Server, terminal: Terminal, messages: Messages) {
    this.#server = server;
    this.#terminal = terminal;
    this.#messages = messages;
  }

  /** Whether the room may be closed now. Where not, the person is told what to do. */
  async mayClose(now: number): Promise<boolean> {
    if (now < this.#askedAt + AGAIN) return true;
    const others = await this.#countOthers();
    if (others <= 0) return true;
    this.#askedAt = now;
    this.#terminal.tell(paintNotice(this.#messages.interruptAgain(others)));
    return false;
  }

  async #countOthers(): Promise<number> {
    try {
      const reply = await this.#server.ask({ kind: "who" });
      return reply.kind === "who" ? reply.count - this.own : 0;
    } catch {
      // There is no room any more.
      return 0;
    }
  }
}
