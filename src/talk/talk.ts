import { completionsOf } from "./completion.ts";
import { parseSpeech } from "./paint.ts";
import { IgnoredNames } from "./ignored_names.ts";
import { People } from "./people.ts";
import type { Archive, TalkView } from "./view.ts";
import type { Found } from "../client/client.ts";
import type { Whisper } from "../client/mod.ts";
import type { Messages } from "../language/mod.ts";
import type { Entry } from "../room/mod.ts";
import type { Completions } from "../terminal/terminal.ts";
import { makeVisible, type Request } from "../base/mod.ts";
import { isRequest, type Typed } from "./slash_commands.ts";
import { talkHelp } from "./command_help.ts";
import { COMMAND_WORDS, isQuestion, parseTyped } from "./typed_line.ts";

/** Leaves the room. */
type Leave = Extract<Typed, { kind: "leave" }>;

/** The talk as one member has it: what is shown of it, and what is typed into it. */
export class Talk {
  readonly view: TalkView;
  readonly #messages: Messages;
  /** How people start this program. */
  readonly #program: string;
  #people = new People();
  readonly #ignored = new IgnoredNames();
  /** The sender of the last private message. */
  #writer: Pick<Whisper, "from" | "sender"> | undefined;
  #topic = "";
  /** Index of the oldest entry that was shown. */
  #oldest = Infinity;
  /** What was searched for last, and the index before which to go on. */
  #search: { readonly text: string; readonly next: number | undefined } | undefined;

  constructor(view: TalkView, messages: Messages, program: string) {
    this.view = view;
    this.#messages = messages;
    this.#program = program;
  }

  /** The completions of what is typed before the cursor. */
  completions(before: string): Completions {
    return completionsOf(before, {
      commands: COMMAND_WORDS,
      names: this.#people.names,
      address: this.#messages.address,
    });
  }

  /** Lets the member go back through the talk, past what was shown. */
  readFrom(archive: Archive): void {
    this.view.readFrom(archive, (entry) => this.#ignored.hides(entry));
  }

  /** The lines by which others get in; none for somebody who did not open the room. */
  invitation: () => readonly string[] = () => [];

  /** Shows an entry of the log. */
  entry(entry: Entry, isPast: boolean, isOwn: boolean): void {
    this.#oldest = Math.min(this.#oldest, entry.index);
    if (!isOwn) this.#people.meet(entry);
    if (entry.kind === "topic") this.#topic = entry.text;
    if (entry.kind === "rename" && !isPast) this.#ignored.rename(entry.name, entry.to);
    if (!this.#ignored.hides(entry)) this.view.entry(entry, isPast);
  }

  /** Shows entries from before those that were shown. */
  showEarlier(entries: readonly Entry[]): void {
    this.#oldest = Math.min(this.#oldest, entries[0]?.index ?? Infinity);
    const heard = entries.filter((entry) => !this.#ignored.hides(entry));
    if (entries.length === 0) this.view.notice(this.#messages.nothingEarlier);
    else this.view.earlier(heard);
  }

  /** Shows entries around one, by its number. */
  showAround(index: number, entries: readonly Entry[]): void {
    const heard = entries.filter((entry) => !this.#ignored.hides(entry));
    if (heard.length === 0) this.view.notice(this.#messages.nothingEarlier);
    else this.view.numbered(this.#messages.around(index), heard, []);
  }

  /** Shows what was found of a text, and how to see more. */
  showFound(text: string, { entries, next }: Found): void {
    const { found, nothingFound, seeAround, seeMore } = this.#messages;
    this.#search = { text, next };
    const visible = makeVisible(text, " ");
    const [first, ...rest] = entries.filter((entry) => !this.#ignored.hides(entry));
    if (first === undefined) return this.view.notice(nothingFound(visible));
    const around = { line: `/history around ${first.index}`, text: seeAround(first.index) };
    const more = next === undefined ? [] : [{ line: "/search", text: seeMore }];
    this.view.numbered(found(visible), [first, ...rest], [around, ...more]);
  }

  /** Shows what was said to one member alone. */
  whisper(whisper: Whisper, isOwn: boolean): void {
    if (!isOwn && this.#ignored.has(whisper.from)) return;
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
    this.#search = undefined;
    this.#oldest = Infinity;
    this.view.beginAnew();
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
    if (name === undefined || !this.#ignored.has(name)) this.view.text(text);
  }

  /** Does what a line asks for. Returns what it asks of the room, if that is it, or that it leaves. */
  obey(line: string): Request | Leave | undefined {
    const typed = parseTyped(line, this.#messages, this.#program);
    if (typed.kind === "say" && isQuestion(typed.text)) this.view.notice(this.#messages.howToLeave);
    if (typed.kind === "search-on") return this.#searchOn();
    if (typed.kind === "history" && typed.around === undefined) {
      return { ...typed, before: this.#oldest === Infinity ? undefined : this.#oldest };
    }
    if (isRequest(typed) || typed.kind === "leave") return typed;
    if (typed.kind === "answer") return this.#answer(typed.text);
    this.#obeyHere(typed);
    return undefined;
  }

  /** The search of before, from where it ended. */
  #searchOn(): Request | undefined {
    const { text, next } = this.#search ?? {};
    if (text !== undefined && next !== undefined) return { kind: "search", text, before: next };
    const { searchWhat, nothingFound } = this.#messages;
    this.view.notice(text === undefined ? searchWhat : nothingFound(makeVisible(text, " ")));
    return undefined;
  }

  #obeyHere(typed: Exclude<Typed, Request | Leave | { kind: "answer" | "search-on" }>): void {
    switch (typed.kind) {
      case "ignore":
        return this.#ignore(typed.name);
      case "unignore":
        return this.#unignore(typed.name);
      case "show-topic":
        return this.#showTopic();
      case "invite":
        return this.#invite();
      case "help":
        return talkHelp(this.#messages, this.view.columns).forEach((row) => this.view.notice(row));
      case "clear":
        return this.view.clear();
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

  #invite(): void {
    const lines = this.invitation();
    if (lines.length === 0) this.view.notice(this.#messages.onlyHostInvites);
    else this.view.print(lines);
  }

  #showTopic(): void {
    const { noTopic, topicNow } = this.#messages;
    this.view.notice(this.#topic === "" ? noTopic : topicNow + makeVisible(this.#topic, " "));
  }

  #ignore(name: string | undefined): void {
    if (name !== undefined) {
      if (!this.#people.has(name)) {
        this.view.notice(this.#messages.notSeen(makeVisible(name, " ")));
      }
      this.#ignored.add(name);
    }
    const names = name === undefined ? this.#ignored.list() : [name];
    const lines = names.map((each) => this.#messages.ignoring(makeVisible(each, " ")));
    for (const line of lines) this.view.notice(line);
    if (lines.length === 0) this.view.notice(this.#messages.ignoringNobody);
  }

  #unignore(name: string): void {
    const { heardAgain, notIgnored } = this.#messages;
    const wasIgnored = this.#ignored.remove(name);
    this.view.notice((wasIgnored ? heardAgain : notIgnored)(makeVisible(name, " ")));
  }
}
