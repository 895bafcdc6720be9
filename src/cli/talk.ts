import type { Messages } from "../language/mod.ts";
import type { Entry } from "../room/mod.ts";
import {
  type Bell,
  completionsOf,
  keyOf,
  LineEditor,
  makeVisible,
  parseSpeech,
  People,
  PipeView,
  ScreenView,
  SentenceView,
  type TalkView,
  type Terminal,
} from "../terminal/mod.ts";
import { COMMAND_WORDS, parseTyped, talkHelp, type Typed } from "./talk_commands.ts";

/** How a member wants the talk to be shown. */
export interface Display {
  /** Whether in whole sentences, without anything that is drawn. */
  readonly isPlain: boolean;
  readonly bell: Bell;
}

/** What a line that was typed asks of the connection. */
export type Wish = { readonly type: "say"; readonly text: string } | { readonly type: "leave" };

/** The talk as one member has it: what is shown of it, and what is typed into it. */
export class Talk {
  readonly view: TalkView;
  readonly #terminal: Terminal;
  readonly #messages: Messages;
  readonly #people = new People();
  /** Whose words are not shown: their names, by the names' keys. */
  readonly #ignored = new Map<string, string>();

  constructor(terminal: Terminal, messages: Messages, display: Display) {
    this.#terminal = terminal;
    this.#messages = messages;
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
    if (entry.kind === "enter" && !isOwn) this.#people.add(entry.name);
    if (entry.kind === "leave") this.#people.remove(entry.name);
    if (entry.kind === "say") {
      if (!isOwn) this.#people.hear(entry.name);
      if (this.#ignored.has(keyOf(entry.name))) return;
    }
    this.view.entry(entry, isPast);
  }

  /** Shows a text of a classic server. */
  text(text: string): void {
    const name = parseSpeech(text)?.name;
    if (name !== undefined) this.#people.hear(name);
    if (name === undefined || !this.#ignored.has(keyOf(name))) this.view.text(text);
  }

  /** Does what a line asks for, as far as that needs no connection. Returns what does. */
  obey(line: string): Wish | undefined {
    const typed = parseTyped(line, this.#messages);
    if (typed.type === "say") return typed;
    if (typed.type === "exit") return { type: "leave" };
    this.#obeyHere(typed);
    return undefined;
  }

  #obeyHere(typed: Exclude<Typed, { type: "say" | "exit" }>): void {
    switch (typed.type) {
      case "ignore":
        return this.#ignore(typed.name);
      case "unignore":
        return this.#unignore(typed.name);
      case "help":
        return talkHelp(this.#messages).forEach((row) => this.view.notice(row));
      case "clear":
        return this.#terminal instanceof LineEditor ? this.#terminal.clear() : undefined;
      case "fault":
        return this.view.notice(makeVisible(typed.why, " "));
    }
  }

  #ignore(name: string | undefined): void {
    if (name !== undefined) this.#ignored.set(keyOf(name), name);
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
