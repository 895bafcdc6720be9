import {
  Client,
  type ClientEvent,
  type ClientOptions,
  type Dialect,
  type EndReason,
} from "../client/mod.ts";
import { describeReason, type FarewellReason, type Messages } from "../language/mod.ts";
import { formatEndpoint } from "../net/mod.ts";
import type { Entry } from "../room/mod.ts";
import { InputError, type Terminal } from "../terminal/mod.ts";
import { makeVisible } from "../base/mod.ts";
import type { Dialogue } from "./dialogue.ts";
import { nameFault } from "./name_fault.ts";
import { Requests } from "./requests.ts";
import { Talk } from "./talk.ts";

/** Lines that end what a pipe says. */
const LEAVE_WORDS = ["exit", "/exit", "/quit"];

/** Milliseconds that piped input is kept for a server that is not there any more. */
const PIPE_PATIENCE = 60_000;

/** The conversation cannot begin or go on; the message is for the person. */
export class ConversationError extends Error {
  override readonly name = "ConversationError";
}

/** What the surroundings of a conversation give it. */
export interface ConversationOptions extends Omit<ClientOptions, "patience"> {
  /** How people start this program, as it is told to them. */
  readonly program: string;
  /** Called with the name whenever the member has entered, and has come back. */
  readonly onSit?: (name: string) => void;
}

/** One person's time in a room: from the name to the end, with a terminal on one side. */
export class Conversation {
  readonly #messages: Messages;
  readonly #server: string;
  readonly #isReliableOnly: boolean;
  readonly #onSit: (name: string) => void;
  readonly #terminal: Terminal;
  readonly #talk: Talk;
  readonly #requests: Requests;
  readonly #client: Client;
  readonly #lines: AsyncIterableIterator<string>;
  /** What came of the attempt to enter that is under way. */
  #outcome = Promise.withResolvers<ClientEvent>();
  readonly #end = Promise.withResolvers<EndReason>();
  #isLeaving = false;
  /** Whether a pipe said that it leaves, and the lines that it has behind that. */
  #hasSaidAll = false;
  #linesBehind = 0;
  /** The member's name, once inside. */
  #name: string | undefined;
  #dialect: Dialect = "classic";
  /** Index of the entry of one's own entering: what is before it is history. */
  #since = 0;
  /** The operator who removed the member, where that is another member. */
  #removedBy: string | undefined;
  /** Why it cannot go on, if that is so. */
  #fault: Error | undefined;

  constructor(
    { program, onSit = () => {}, ...options }: ConversationOptions,
    messages: Messages,
    dialogue: Dialogue,
  ) {
    this.#onSit = onSit;
    this.#messages = messages;
    this.#server = formatEndpoint(options.server);
    this.#isReliableOnly = options.dialect === "reliable";
    this.#terminal = dialogue.terminal;
    this.#lines = dialogue.lines;
    dialogue.onEnd = (fault) => {
      this.#fault = fault;
      this.#leave();
    };
    this.#talk = new Talk(this.#terminal, messages, dialogue.display, program);
    const patience = this.#terminal.interactive ? Infinity : PIPE_PATIENCE;
    this.#client = new Client({ ...options, patience }, (event) => this.#hear(event));
    this.#requests = new Requests(this.#client, this.#talk, messages);
    this.#client.ended.catch(this.#end.reject);
  }

  /**
   * Enters, talks and leaves. Returns why it ended.
   *
   * @param name the name to enter by; undefined to ask for one
   * @param signal leaves when it is aborted
   * @throws {ConversationError}
   * @throws {InputError}
   */
  async run(name: string | undefined, signal: AbortSignal): Promise<EndReason> {
    const leave = () => this.#leave();
    signal.addEventListener("abort", leave);
    if (signal.aborted) leave();
    const end = this.#end.promise;
    try {
      // Whichever comes first ends it: one's own last word, or the room's.
      const reason = await Promise.race([end, this.#attend(name).then(() => end)]);
      return this.#sayGoodbye(reason);
    } finally {
      this.#terminal.close();
      signal.removeEventListener("abort", leave);
    }
  }

  async #attend(given: string | undefined): Promise<void> {
    const name = await this.#enter(given);
    if (name !== undefined) await this.#converse().catch((error) => this.#keepFault(error));
    // A pipe's input may be all that it is about; a person has seen that the server is gone.
    if (this.#terminal.interactive) this.#leave();
    else this.#leave(PIPE_PATIENCE);
  }

  /** What was read before a fault of the input is said first. */
  #keepFault(error: unknown): void {
    if (!(error instanceof InputError)) throw error;
    this.#fault ??= error;
  }

  /** Enters the room. Returns the name, or undefined for somebody who leaves instead of giving one. */
  async #enter(given: string | undefined): Promise<string | undefined> {
    for (let name = given ?? await this.#ask(); name !== undefined; name = await this.#ask()) {
      const fault = nameFault(name, this.#messages) ?? await this.#tryToEnter(name);
      // If the person left meanwhile, there is no conversation to begin.
      if (fault === undefined) return this.#isLeaving ? undefined : name;
      const refusal = this.#messages.nameRefused(makeVisible(name, " "), fault);
      if (!this.#terminal.interactive) throw new ConversationError(refusal);
      this.#notice(refusal);
    }
    if (!this.#terminal.interactive && !this.#isLeaving) {
      throw new ConversationError(this.#messages.noNameGiven);
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
    this.#terminal.setPrompt(this.#messages.connecting(this.#server));
    this.#client.enter(name);
    const outcome = await this.#outcome.promise;
    if (outcome.kind === "unanswered") {
      const { noAnswer, noReliableAnswer } = this.#messages;
      throw new ConversationError(
        (this.#isReliableOnly ? noReliableAnswer : noAnswer)(this.#server),
      );
    }
    if (outcome.kind === "incompatible") {
      throw new ConversationError(this.#messages.otherVersion(this.#server, outcome.version));
    }
    return outcome.kind === "refused" ? describeReason(outcome.reason, this.#messages) : undefined;
  }

  /** Tells where the member is now. */
  #sit(name: string): void {
    const messages = this.#messages;
    this.#talk.view.sit(name);
    this.#notice(messages.joined(name, this.#server, messages.dialect[this.#dialect]));
    if (this.#dialect === "classic") this.#notice(messages.classicIsLossy);
    this.#notice(messages.howToLeave);
  }

  async #converse(): Promise<void> {
    for await (const line of this.#lines) {
      // A line that was there already may come after the wish to leave.
      if (this.#isLeaving) return;
      if (line.trim() === "") continue;
      if (!this.#terminal.interactive) await this.#pipe(line);
      else if (this.#take(line)) return;
    }
  }

  /** Does what a person typed. Returns whether that is to leave. */
  #take(line: string): boolean {
    const asked = this.#talk.obey(line);
    if (asked?.kind === "leave") return true;
    if (asked?.kind === "say") {
      this.#talk.view.say(asked.text, this.#dialect === "reliable");
      // A person is not kept waiting.
      this.#client.say(asked.text);
    } else if (asked !== undefined) this.#requests.ask(asked);
    return false;
  }

  /** Says a line, no faster than the server takes it. What follows a word of leaving is counted. */
  async #pipe(line: string): Promise<void> {
    if (this.#hasSaidAll) {
      this.#linesBehind++;
    } else if (LEAVE_WORDS.includes(line.trim())) {
      this.#hasSaidAll = true;
      this.#client.leave(PIPE_PATIENCE);
    } else await this.#client.say(line);
  }

  #hear(event: ClientEvent): void | Promise<void> {
    switch (event.kind) {
      case "entered":
        this.#name = event.name;
        this.#dialect = event.dialect;
        this.#since = event.since;
        // At once: the first entries may follow before anybody else gets to know.
        this.#sit(event.name);
        this.#onSit(event.name);
        return this.#outcome.resolve(event);
      case "text":
        this.#showText(event.text, event.isEcho);
        return this.#terminal.drained;
      case "entries":
        return this.#show(event.entries);
      case "ended":
        this.#outcome.resolve(event);
        return this.#endWith(event.reason, event.unsaid);
      case "refused":
      case "unanswered":
      case "incompatible":
        if (this.#name === undefined) return this.#outcome.resolve(event);
        if (event.kind === "refused") {
          this.#notice(
            this.#messages.nameRefused(this.#name, describeReason(event.reason, this.#messages)),
          );
        }
        return;
      case "topic":
        return this.#talk.setTopic(event.text);
      case "whisper":
        this.#talk.whisper(event.whisper, event.isOwn);
        return this.#terminal.drained;
      case "reply":
        return;
      default:
        this.#hearTrouble(event);
    }
  }

  /** What goes wrong with the connection, and that it is right again. */
  #hearTrouble(event: TroubleEvent): void {
    const messages = this.#messages;
    switch (event.kind) {
      case "presence":
        if (this.#dialect === "classic") return this.#hearPresence(event.present);
        return this.#notice(event.present ? messages.serverBack : messages.serverQuiet);
      case "away":
        return this.#notice(messages.connectionBroken);
      case "back":
        // What happened in the same room meanwhile is no history.
        if (event.isNewRoom) {
          this.#since = event.since;
          this.#talk.beginAnew();
        }
        if (event.name !== this.#name) this.#rename(event.name);
        this.#onSit(event.name);
        return this.#notice(event.isNewRoom ? messages.backInNewRoom : messages.connectionBack);
      case "rejected":
        if (event.request.kind === "say") this.#talk.view.drop(event.request.text);
        return this.#notice(messages.notSaid(describeReason(event.reason, messages)));
      case "slowed":
        return this.#notice(messages.slowed(event.perSecond));
      case "missed":
        return this.#notice(messages.missed(event.count));
      case "too-long":
        if (this.#terminal.interactive) {
          this.#talk.view.drop(event.text);
          return this.#notice(messages.textTooLong);
        }
        this.#fault ??= new ConversationError(messages.textTooLong);
        return this.#leave();
    }
  }

  /** A classic server confirms nothing: when it is silent, a pipe cannot go on. */
  #hearPresence(present: boolean): void {
    if (!this.#terminal.interactive) {
      this.#end.reject(new ConversationError(this.#messages.serverGone));
    }
    this.#notice(present ? this.#messages.serverBack : this.#messages.serverSilent);
  }

  #showText(text: string, isEcho: boolean): void {
    if (!(isEcho && this.#terminal.interactive)) this.#talk.text(text);
  }

  /** Shows entries of the log. Fulfilled when they are on the screen. */
  #show(entries: readonly Entry[]): Promise<void> {
    for (const entry of entries) {
      const isPast = entry.index < this.#since;
      const isOwn = "name" in entry && entry.name === this.#name;
      this.#talk.entry(entry, isPast, isOwn);
      if (entry.kind === "rename" && isOwn && !isPast) this.#rename(entry.to);
      if (entry.kind === "leave" && isOwn && !isPast) this.#removedBy = entry.by;
    }
    return this.#terminal.drained;
  }

  #rename(name: string): void {
    this.#name = name;
    this.#talk.view.sit(name);
  }

  #endWith(reason: EndReason, unsaid: number): void {
    if (unsaid === 0) return this.#end.resolve(reason);
    if (reason !== "left") this.#terminal.print(this.#farewell(reason));
    this.#end.reject(new ConversationError(this.#messages.unsaid(unsaid)));
  }

  /** @param wait most milliseconds until more of what was said is confirmed */
  #leave(wait?: number): void {
    this.#isLeaving = true;
    this.#client.leave(wait);
    this.#terminal.close();
  }

  #sayGoodbye(reason: EndReason): EndReason {
    this.#terminal.close();
    if (this.#fault !== undefined) throw this.#fault;
    if (this.#linesBehind > 0) {
      throw new ConversationError(this.#messages.behindExit(this.#linesBehind));
    }
    if (reason === "left") this.#notice(this.#messages.youLeft);
    else this.#terminal.print(this.#farewell(reason));
    return reason;
  }

  #farewell(reason: FarewellReason): string {
    const { farewell, farewellBy } = this.#messages;
    const isRemoval = reason === "kicked" || reason === "banned";
    return isRemoval && this.#removedBy !== undefined
      ? farewellBy[reason](makeVisible(this.#removedBy, " "))
      : farewell[reason];
  }

  #notice(text: string): void {
    this.#talk.view.notice(text);
  }
}

type TroubleEvent = Extract<
  ClientEvent,
  { kind: "presence" | "away" | "back" | "missed" | "too-long" | "rejected" | "slowed" }
>;
