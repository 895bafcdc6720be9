import {
  type Client,
  type ClientEvent,
  type ClientOptions,
  type EndReason,
  type Meet,
  openClient,
} from "../client/mod.ts";
import { describeReason, type Messages } from "../language/mod.ts";
import { formatEndpoint } from "../net/mod.ts";
import { EditorTerminal, InputError, type Terminal } from "../terminal/mod.ts";
import { makeVisible } from "../base/mod.ts";
import type { PersonAtTerminal } from "./person_at_terminal.ts";
import { nameFault } from "./name_fault.ts";
import { Requests } from "./requests.ts";
import { isSeated, SeatFollower } from "./seat_follower.ts";
import { Talk } from "./talk.ts";
import { viewOn } from "./view_on.ts";

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
  /** Decides on the room that answers. */
  readonly meet: Meet;
  /** The lines by which others get in, for somebody who opened the room. */
  readonly invitation?: () => readonly string[];
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
  readonly #follower: SeatFollower;
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
  /** Why it cannot go on, if that is so. */
  #fault: Error | undefined;

  constructor(
    { program, onSit = () => {}, ...options }: ConversationOptions,
    messages: Messages,
    person: PersonAtTerminal,
  ) {
    this.#onSit = onSit;
    this.#messages = messages;
    this.#server = formatEndpoint(options.server);
    this.#isReliableOnly = options.dialect === "reliable";
    this.#terminal = person.terminal;
    this.#lines = person.lines;
    person.onEnd = (fault) => {
      this.#fault = fault;
      this.#leave();
    };
    this.#talk = new Talk(viewOn(this.#terminal, messages, person.display), messages, program);
    this.#follower = new SeatFollower(this.#talk, messages, this.#onSit);
    if (this.#terminal instanceof EditorTerminal) {
      this.#terminal.setCompleter((before) => this.#talk.completions(before));
    }
    const patience = this.#terminal.interactive ? Infinity : PIPE_PATIENCE;
    const { meet, invitation, ...rest } = options;
    if (invitation !== undefined) this.#talk.invitation = invitation;
    const decide: Meet = async (greeting) => {
      try {
        return await meet(greeting);
      } catch (error) {
        this.#end.reject(error);
        return undefined;
      }
    };
    this.#client = openClient({ ...rest, patience }, decide, (event) => this.#hear(event));
    this.#requests = new Requests(this.#client, this.#talk, messages);
    this.#talk.readFrom(this.#client);
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
    if (outcome.kind === "impostor") {
      throw new ConversationError(this.#messages.impostor(this.#server));
    }
    if (outcome.kind === "wrong-secret") {
      throw new ConversationError(this.#messages.wrongPassword(this.#server));
    }
    return outcome.kind === "refused" ? describeReason(outcome.reason, this.#messages) : undefined;
  }

  /** Tells where the member is now. */
  #sit(event: Extract<ClientEvent, { kind: "entered" }>): void {
    const messages = this.#messages;
    const { name, dialect } = event;
    this.#follower.sit(event);
    this.#notice(messages.joined(name, this.#server, messages.dialect[dialect]));
    if (dialect === "classic") this.#notice(messages.classicIsLossy);
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
      this.#talk.view.say(asked.text, this.#follower.dialect === "reliable");
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
        // At once: the first entries may follow before anybody else gets to know.
        this.#sit(event);
        this.#onSit(event.name);
        return this.#outcome.resolve(event);
      case "text":
        this.#showText(event.text, event.isEcho);
        return this.#terminal.drained;
      case "ended":
        this.#outcome.resolve(event);
        return this.#endWith(event.reason, event.unsaid);
      case "refused":
      case "unanswered":
      case "incompatible":
      case "impostor":
      case "wrong-secret":
        if (this.#follower.name === undefined) return this.#outcome.resolve(event);
        if (event.kind === "refused") this.#hearRefusal(this.#follower.name, event.reason);
        return;
      case "too-long":
        if (!this.#terminal.interactive) {
          this.#fault ??= new ConversationError(this.#messages.textTooLong);
          return this.#leave();
        }
    }
    if (event.kind === "presence" && this.#follower.dialect === "classic") this.#hearPresence();
    if (isSeated(event)) return this.#follower.hear(event);
  }

  /** Somebody who was inside is not let in again, for now. */
  #hearRefusal(name: string, reason: string | undefined): void {
    this.#notice(this.#messages.nameRefused(name, describeReason(reason, this.#messages)));
  }

  /** A classic server confirms nothing: when it is silent, a pipe cannot go on. */
  #hearPresence(): void {
    if (this.#terminal.interactive) return;
    this.#end.reject(new ConversationError(this.#messages.serverGone));
  }

  #showText(text: string, isEcho: boolean): void {
    if (!(isEcho && this.#terminal.interactive)) this.#talk.text(text);
  }

  #endWith(reason: EndReason, unsaid: number): void {
    if (unsaid === 0) return this.#end.resolve(reason);
    if (reason !== "left") this.#terminal.print(this.#follower.farewell(reason));
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
    else this.#terminal.print(this.#follower.farewell(reason));
    return reason;
  }

  #notice(text: string): void {
    this.#talk.view.notice(text);
  }
}
