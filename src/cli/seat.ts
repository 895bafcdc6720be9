import {
  Client,
  type ClientEvent,
  type ClientOptions,
  type Dialect,
  type EndReason,
} from "../client/mod.ts";
import { describeEntry, type Messages } from "../language/mod.ts";
import { formatEndpoint } from "../net/mod.ts";
import type { Entry } from "../room/mod.ts";
import { formatTime, makeVisible, paintNotice, paintText, type Terminal } from "../terminal/mod.ts";
import { EXIT_FAILURE, EXIT_OK, Failure } from "./errors.ts";
import { type Dialogue, onTermination } from "./process.ts";
import { nameFault } from "./values.ts";

/** Lines that end the talk. */
const LEAVE_WORDS = ["exit", "/exit", "/quit"];

/** Entries that tell a member nothing new where they are about itself. */
const OWN_DEEDS: readonly Entry["kind"][] = ["enter", "say", "act", "leave"];

/** Milliseconds that piped input is kept for a server that is not there any more. */
const PIPE_PATIENCE = 60_000;

/** One person's time in a room: from the name to the end, with a terminal on one side. */
export class Seat {
  readonly #messages: Messages;
  readonly #server: string;
  readonly #isReliableOnly: boolean;
  readonly #terminal: Terminal;
  readonly #client: Client;
  readonly #lines: AsyncIterableIterator<string>;
  /** What came of the attempt to enter that is under way. */
  #outcome = Promise.withResolvers<ClientEvent>();
  readonly #end = Promise.withResolvers<EndReason>();
  #isLeaving = false;
  /** Who and what the member is, once inside. */
  #name: string | undefined;
  #dialect: Dialect = "classic";
  /** Index of the entry of one's own entering: what is before it is history. */
  #since = 0;
  /** Why it cannot go on, if that is so. */
  #fault: Error | undefined;

  constructor(options: Omit<ClientOptions, "patience">, messages: Messages, dialogue: Dialogue) {
    this.#messages = messages;
    this.#server = formatEndpoint(options.server);
    this.#isReliableOnly = options.dialect === "reliable";
    this.#terminal = dialogue.terminal;
    this.#lines = dialogue.lines;
    dialogue.onEnd = (fault) => {
      this.#fault = fault;
      this.#leave();
    };
    const patience = this.#terminal.interactive ? Infinity : PIPE_PATIENCE;
    this.#client = new Client({ ...options, patience }, (event) => this.#hear(event));
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
    if (name !== undefined) await this.#talk(this.#name ?? name);
    // A pipe's input may be all that it is about; a person has seen that the server is gone.
    if (this.#terminal.interactive) this.#leave();
    else this.#leave(PIPE_PATIENCE);
  }

  /** Enters the room. Returns the name, or undefined for somebody who leaves instead of giving one. */
  async #enter(given: string | undefined): Promise<string | undefined> {
    for (let name = given ?? await this.#ask(); name !== undefined; name = await this.#ask()) {
      const fault = nameFault(name, this.#messages) ?? await this.#tryToEnter(name);
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
      const { noAnswer, noReliableAnswer } = this.#messages;
      throw new Failure((this.#isReliableOnly ? noReliableAnswer : noAnswer)(this.#server));
    }
    if (outcome.type === "incompatible") {
      throw new Failure(this.#messages.otherVersion(this.#server, outcome.version));
    }
    return outcome.type === "refused" ? this.#describeRefusal(outcome.reason) : undefined;
  }

  /** A server's reason in words: it gives one of the known words, its own wording, or none. */
  #describeRefusal(reason: string | undefined): string {
    const known: Readonly<Record<string, string>> = this.#messages.refusal;
    if (reason === undefined) return this.#messages.nameTakenOrBarred;
    return known[reason] ?? makeVisible(reason, " ");
  }

  /** Why a request had no effect, in words. */
  #describeFault(reason: string): string {
    const known: Readonly<Record<string, string>> = this.#messages.fault;
    return known[reason] ?? this.#describeRefusal(reason);
  }

  async #talk(name: string): Promise<void> {
    const { interactive } = this.#terminal;
    const messages = this.#messages;
    // The line that was typed stays on the screen, and so becomes the line that was said.
    this.#terminal.setPrompt(messages.saidBy(name));
    this.#notice(messages.joined(name, this.#server, messages.dialect[this.#dialect]));
    if (this.#dialect === "classic") this.#notice(messages.classicIsLossy);
    this.#notice(messages.howToLeave);
    for await (const line of this.#lines) {
      // A line that was there already may come after the wish to leave.
      if (this.#isLeaving || LEAVE_WORDS.includes(line.trim())) return;
      if (interactive && line === "") continue;
      const said = this.#client.say(line);
      // A pipe is read no faster than the server takes it; a person is not kept waiting.
      if (!interactive) await said;
    }
  }

  #hear(event: ClientEvent): void {
    switch (event.type) {
      case "entered":
        this.#name = event.name;
        this.#dialect = event.dialect;
        this.#since = event.since;
        return this.#outcome.resolve(event);
      case "text":
        return this.#showText(event.text, event.isEcho);
      case "entries":
        return event.entries.forEach((entry) => this.#showEntry(entry));
      case "ended":
        this.#outcome.resolve(event);
        return this.#endWith(event.reason, event.unsaid);
      case "refused":
      case "unanswered":
      case "incompatible":
        if (this.#name === undefined) return this.#outcome.resolve(event);
        if (event.type === "refused") {
          this.#notice(this.#messages.nameRefused(this.#name, this.#describeRefusal(event.reason)));
        }
        return;
      case "topic":
        return this.#notice(this.#messages.topicNow + event.text);
      case "whisper": {
        const { from, to, text } = event.whisper;
        return this.#showText(this.#messages.whispered(from, to) + text, false);
      }
      case "reply":
        return;
      default:
        this.#hearTrouble(event);
    }
  }

  /** What goes wrong with the connection, and that it is right again. */
  #hearTrouble(event: TroubleEvent): void {
    const messages = this.#messages;
    switch (event.type) {
      case "presence":
        if (this.#dialect === "classic") return this.#hearPresence(event.present);
        return this.#notice(event.present ? messages.serverBack : messages.serverQuiet);
      case "away":
        return this.#notice(messages.connectionBroken);
      case "back":
        this.#since = event.since;
        return this.#notice(event.isNewRoom ? messages.backInNewRoom : messages.connectionBack);
      case "rejected":
        return this.#notice(messages.notSaid(this.#describeFault(event.reason)));
      case "slowed":
        return this.#notice(messages.slowed(event.perSecond));
      case "missed":
        return this.#notice(messages.missed(event.count));
      case "too-long":
        if (this.#terminal.interactive) return this.#notice(messages.textTooLong);
        this.#fault ??= new Failure(messages.textTooLong);
        return this.#leave();
    }
  }

  /** A classic server confirms nothing: when it is silent, a pipe cannot go on. */
  #hearPresence(present: boolean): void {
    if (!this.#terminal.interactive) this.#end.reject(new Failure(this.#messages.serverGone));
    this.#notice(present ? this.#messages.serverBack : this.#messages.serverSilent);
  }

  #showText(text: string, isEcho: boolean): void {
    const { interactive } = this.#terminal;
    if (!(isEcho && interactive)) this.#terminal.print(paintText(text, interactive));
  }

  /** Shows an entry of the log, unless it is about what the member just did. */
  #showEntry(entry: Entry): void {
    const isPast = entry.index < this.#since;
    if (entry.kind === "close") return;
    if (!isPast && OWN_DEEDS.includes(entry.kind) && "name" in entry && entry.name === this.#name) {
      return;
    }
    const { prefix, text } = describeEntry(entry, this.#messages);
    const { interactive } = this.#terminal;
    const time = isPast && interactive ? `${formatTime(entry.at)} ` : "";
    this.#terminal.print(paintText(time + prefix + text, interactive));
  }

  #endWith(reason: EndReason, unsaid: number): void {
    if (unsaid === 0) return this.#end.resolve(reason);
    if (reason !== "left") this.#terminal.print(this.#messages.farewell[reason]);
    this.#end.reject(new Failure(this.#messages.unsaid(unsaid)));
  }

  /** @param wait most milliseconds until more of what was said is confirmed */
  #leave(wait?: number): void {
    this.#isLeaving = true;
    this.#client.leave(wait);
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

type TroubleEvent = Extract<
  ClientEvent,
  { type: "presence" | "away" | "back" | "missed" | "too-long" | "rejected" | "slowed" }
>;
