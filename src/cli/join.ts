import { Client, type ClientEvent, type EndReason } from "../client/mod.ts";
import type { Messages } from "../language/mod.ts";
import { type Endpoint, formatEndpoint, parseEndpoint, resolveEndpoint } from "../net/mod.ts";
import { Name } from "../room/mod.ts";
import { makeVisible, paintNotice, paintText, type Terminal } from "../terminal/mod.ts";
import type { Command, Context } from "./command.ts";
import { EXIT_FAILURE, EXIT_OK, Failure, UsageError } from "./errors.ts";
import { type OptionSpecs, parseOptions, type ValueOption } from "./options.ts";
import { onTermination, openTerminal } from "./process.ts";
import { DEFAULT_PORT } from "./serve.ts";
import { languageOption } from "./values.ts";

const DEFAULT_SERVER: Endpoint = { hostname: "127.0.0.1", port: DEFAULT_PORT };

/** Lines that end the talk. */
const LEAVE_WORDS = ["exit", "/exit", "/quit"];

const OPTIONS = {
  "name": {
    metavar: "NAME",
    summary: (help) => help.option.name,
    parse: (text) => Name.parse(text) instanceof Name ? text.normalize("NFC") : undefined,
    expected: (messages, text) => faultOf(text, messages) ?? "",
  } as ValueOption<string>,
  "lang": languageOption((help) => help.option.langJoin),
  "legacy-quit": { summary: (help) => help.option.legacyQuit },
} satisfies OptionSpecs;

/** `chatroom join`. */
export const join: Command = {
  name: "join",
  argument: { usage: "HOST[:PORT]", summary: (help) => help.option.server },
  summary: (help) => help.join,
  options: OPTIONS,
  async run(args, context) {
    const { options, positionals } = parseOptions(OPTIONS, 1, args, context.messages);
    const server = await findServer(positionals[0], context);
    return await new Seat(server, options["legacy-quit"], context.messages).run(options.name);
  },
};

async function findServer(text: string | undefined, { messages }: Context): Promise<Endpoint> {
  const endpoint = text === undefined ? DEFAULT_SERVER : parseEndpoint(text, DEFAULT_PORT);
  if (endpoint === undefined) {
    throw new UsageError(messages.badValue("HOST[:PORT]", text ?? "", messages.expected.server));
  }
  try {
    return await resolveEndpoint(endpoint);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Failure(messages.hostNotFound(endpoint.hostname));
  }
}

/** Why a text is no name, in words, or undefined where it is one. */
function faultOf(text: string, messages: Messages): string | undefined {
  const name = Name.parse(text);
  return name instanceof Name ? undefined : messages.refusal[name];
}

/** One person's time in a room: from the name to the end, with a terminal on one side. */
class Seat {
  readonly #messages: Messages;
  readonly #server: Endpoint;
  readonly #terminal: Terminal;
  readonly #client: Client;
  readonly #lines: AsyncIterableIterator<string>;
  /** What came of the attempt to enter that is under way. */
  #outcome = Promise.withResolvers<ClientEvent>();
  readonly #end = Promise.withResolvers<EndReason>();
  #isLeaving = false;
  /** Why the output cannot be written, if that is so. */
  #fault: Error | undefined;

  constructor(server: Endpoint, legacyQuit: boolean, messages: Messages) {
    this.#messages = messages;
    this.#server = server;
    this.#terminal = openTerminal((fault) => {
      this.#fault = fault;
      this.#leave();
    });
    this.#lines = this.#terminal.lines();
    this.#client = new Client({ server, legacyQuit }, (event) => this.#hear(event));
    this.#client.ended.catch(this.#end.reject);
  }

  /** Enters, talks and leaves. Returns the exit code. */
  async run(name: string | undefined): Promise<number> {
    const ignoreSignals = onTermination(() => this.#leave());
    const end = this.#end.promise;
    try {
      // Whichever comes first ends it: one's own last word, or the room's.
      const reason = await Promise.race([end, this.#attend(name).then(() => end)]);
      return this.#sayGoodbye(reason);
    } finally {
      this.#terminal.close();
      ignoreSignals();
    }
  }

  async #attend(given: string | undefined): Promise<void> {
    const name = await this.#enter(given);
    if (name !== undefined) await this.#talk(name);
    this.#leave();
  }

  /** Enters the room. Returns the name, or undefined for somebody who leaves instead of giving one. */
  async #enter(given: string | undefined): Promise<string | undefined> {
    for (let name = given ?? await this.#ask(); name !== undefined; name = await this.#ask()) {
      const fault = faultOf(name, this.#messages) ?? await this.#tryToEnter(name);
      // Whoever left meanwhile is not let in any more.
      if (fault === undefined) return this.#isLeaving ? undefined : name;
      const refusal = this.#messages.nameRefused(makeVisible(name, " "), fault);
      if (!this.#terminal.interactive) throw new Failure(refusal);
      this.#notice(refusal);
    }
    if (!this.#terminal.interactive && !this.#isLeaving) {
      throw new Failure(this.#messages.noNameGiven);
    }
    return undefined;
  }

  async #ask(): Promise<string | undefined> {
    this.#terminal.setPrompt(this.#messages.askName);
    const { value, done } = await this.#lines.next();
    return done === true ? undefined : value.trim();
  }

  /** Why the server refused a name, or undefined where it let us in. */
  async #tryToEnter(name: string): Promise<string | undefined> {
    this.#outcome = Promise.withResolvers();
    this.#client.enter(name);
    const outcome = await this.#outcome.promise;
    if (outcome.type === "unanswered") {
      throw new Failure(this.#messages.noAnswer(formatEndpoint(this.#server)));
    }
    if (outcome.type !== "refused") return undefined;
    return outcome.reason === undefined
      ? this.#messages.nameTakenOrBarred
      : makeVisible(outcome.reason, " ");
  }

  async #talk(name: string): Promise<void> {
    const { interactive } = this.#terminal;
    // The line that was typed stays on the screen, and so becomes the line that was said.
    this.#terminal.setPrompt(this.#messages.saidBy(name));
    this.#notice(this.#messages.joined(name, formatEndpoint(this.#server)));
    this.#notice(this.#messages.howToLeave);
    for await (const line of this.#lines) {
      if (LEAVE_WORDS.includes(line.trim())) return;
      if (interactive && line === "") continue;
      const said = this.#client.say(line);
      // A pipe is read no faster than the server takes it; a person is not kept waiting.
      if (!interactive) await said;
    }
  }

  #hear(event: ClientEvent): void {
    const { interactive } = this.#terminal;
    switch (event.type) {
      case "text":
        if (!(event.isEcho && interactive)) {
          this.#terminal.print(paintText(event.text, interactive));
        }
        break;
      case "presence":
        if (!interactive) this.#end.reject(new Failure(this.#messages.serverGone));
        this.#notice(event.present ? this.#messages.serverBack : this.#messages.serverSilent);
        break;
      case "ended":
        this.#outcome.resolve(event);
        this.#end.resolve(event.reason);
        break;
      default:
        this.#outcome.resolve(event);
    }
  }

  #leave(): void {
    this.#isLeaving = true;
    this.#client.leave();
    this.#terminal.close();
  }

  #sayGoodbye(reason: EndReason): number {
    this.#terminal.close();
    if (this.#fault !== undefined) throw this.#fault;
    if (reason === "left") {
      this.#notice(this.#messages.youLeft);
      return EXIT_OK;
    }
    this.#terminal.print(this.#messages.farewell[reason]);
    return EXIT_FAILURE;
  }

  /** Tells a person what goes on; a pipe gets only what arrives. */
  #notice(text: string): void {
    if (this.#terminal.interactive) this.#terminal.print(paintNotice(text));
  }
}
