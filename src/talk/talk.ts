import { completionsOf } from "./completion.ts";
import { parseSpeech } from "./paint.ts";
import { keyOf, People } from "./people.ts";
import { PipeView, SentenceView } from "./plain_view.ts";
import { ScreenView } from "./screen_view.ts";
import type { Display, TalkView } from "./view.ts";
import type { Whisper } from "../client/mod.ts";
import type { Messages } from "../language/mod.ts";
import type { Entry } from "../room/mod.ts";
import { LineEditor, type Terminal } from "../terminal/mod.ts";
import { makeVisible, type Request } from "../base/mod.ts";
import { isRequest, type Typed } from "./slash_command_table.ts";
import { COMMAND_WORDS, isQuestion, parseTyped, talkHelp } from "./slash_commands.ts";

/** Leaves the room. */
type Leave = Extract<Typed, { kind: "leave" }>;

/** The talk as one member has it: what is shown of it, and what is typed into it. */
export class Talk {
  readonly view: TalkView;
  readonly #terminal: Terminal;
  readonly #messages: Messages;
  /** How people start this program. */
  readonly #program: string;
  #people = new People();
  /** The names of those who are ignored, by the names' keys. */
  readonly #ignored = new Map<string, string>();
  /** The sender of the last private message. */
  #writer: Pick<Whisper, "from" | "sender"> | undefined;
  #topic = "";
  /** Index of the oldest entry that was shown. */
  #oldest = Infinity;

  constructor(terminal: Terminal, messages: Messages, display: Display, program: string) {
    this.#terminal = terminal;
    this.#messages = messages;
    this.#program = program;
    this.view = viewOn(terminal, messages, display);
    if (!(terminal instanceof LineEditor)) return;
    terminal.setCompleter((before) =>
      completionsOf(before, {
        commands: COMMAND_WORDS,
        names: this.#people.names,
        address: messages.address,
      })
    );
  }

  /** Shows an entry of the log. */
  entry(entry: Entry, isPast: boolean, isOwn: boolean): void {
    this.#oldest = Math.min(this.#oldest, entry.index);
    if (!isOwn) this.#people.meet(entry);
    if (entry.kind === "topic") this.#topic = entry.text;
    // An ignored member stays ignored under its new name, and another one may take the old name.
    if (entry.kind === "rename" && !isPast && this.#ignored.delete(keyOf(entry.name))) {
      this.#ignored.set(keyOf(entry.to), entry.to);
    }
    if (!this.#isUnheard(entry)) this.view.entry(entry, isPast);
  }

  /** Shows entries from before those that were shown. */
  showEarlier(entries: readonly Entry[]): void {
    this.#oldest = Math.min(this.#oldest, entries[0]?.index ?? Infinity);
    const heard = entries.filter((entry) => !this.#isUnheard(entry));
    if (entries.length === 0) this.view.notice(this.#messages.nothingEarlier);
    else this.view.earlier(heard);
  }

  /** Shows what was said to one member alone. */
  whisper(whisper: Whisper, isOwn: boolean): void {
    if (!isOwn && this.#ignored.has(keyOf(whisper.from))) return;
    if (!isOwn) {
      this.#writer = whisper;
      this.#people.hear(whisper.from);
    }
    this.view.whisper(whisper, isOwn);
  }

  /** The server was started again: its members and its log are others. */
  beginAnew(): void {
    this.#people = new People();
    this.#writer = undefined;
    this.#oldest = Infinity;
  }

  /** What the room talks about when the member enters. */
  setTopic(text: string): void {
    this.#topic = text;
    this.#showTopic();
  }

  /** Shows a text of a classic server. */
  text(text: string): void {
    const name = parseSpeech(text)?.name;
    if (name !== undefined) this.#people.hear(name);
    if (name === undefined || !this.#ignored.has(keyOf(name))) this.view.text(text);
  }

  /** Does what a line asks for. Returns what it asks of the room, if that is it, or that it leaves. */
  obey(line: string): Request | Leave | undefined {
    const typed = parseTyped(line, this.#messages, this.#program);
    if (typed.kind === "say" && isQuestion(typed.text)) this.view.notice(this.#messages.howToLeave);
    if (typed.kind === "history") {
      return { ...typed, before: this.#oldest === Infinity ? undefined : this.#oldest };
    }
    if (isRequest(typed) || typed.kind === "leave") return typed;
    if (typed.kind === "answer") return this.#answer(typed.text);
    this.#obeyHere(typed);
    return undefined;
  }

  #obeyHere(typed: Exclude<Typed, Request | Leave | { kind: "answer" }>): void {
    switch (typed.kind) {
      case "ignore":
        return this.#ignore(typed.name);
      case "unignore":
        return this.#unignore(typed.name);
      case "show-topic":
        return this.#showTopic();
      case "help":
        return talkHelp(this.#messages, this.view.columns).forEach((row) => this.view.notice(row));
      case "clear":
        return this.#terminal instanceof LineEditor ? this.#terminal.clear() : undefined;
      case "fault":
        return this.view.notice(makeVisible(typed.why, " "));
    }
  }

  /** A private message to the member who wrote the last one. */
  #answer(text: string): Request | undefined {
    if (this.#writer !== undefined) {
      const { from: to, sender: member } = this.#writer;
      return { kind: "whisper", to, text, member };
    }
    this.view.notice(this.#messages.nobodyWrote);
    return undefined;
  }

  #showTopic(): void {
    const { noTopic, topicNow } = this.#messages;
    this.view.notice(this.#topic === "" ? noTopic : topicNow + makeVisible(this.#topic, " "));
  }

  #isUnheard(entry: Entry): boolean {
    return (entry.kind === "say" || entry.kind === "act") && this.#ignored.has(keyOf(entry.name));
  }

  #ignore(name: string | undefined): void {
    if (name !== undefined) {
      if (!this.#people.has(name)) {
        this.view.notice(this.#messages.notSeen(makeVisible(name, " ")));
      }
      this.#ignored.set(keyOf(name), name);
    }
    const names = name === undefined ? [...this.#ignored.values()] : [name];
    const lines = names.map((each) => this.#messages.ignoring(makeVisible(each, " ")));
    for (const line of lines) this.view.notice(line);
    if (lines.length === 0) this.view.notice(this.#messages.ignoringNobody);
  }

  #unignore(name: string): void {
    const { heardAgain, notIgnored } = this.#messages;
    const wasIgnored = this.#ignored.delete(keyOf(name));
    this.view.notice((wasIgnored ? heardAgain : notIgnored)(makeVisible(name, " ")));
  }
}

function viewOn(terminal: Terminal, messages: Messages, { isPlain, bell }: Display): TalkView {
  if (terminal instanceof LineEditor) return new ScreenView(terminal, messages, bell, Date.now);
  return isPlain || terminal.interactive
    ? new SentenceView(terminal, messages, bell, Date.now)
    : new PipeView(terminal, messages);
}
