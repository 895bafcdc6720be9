import type { ClientEvent, Dialect, EndReason } from "../client/protocol.ts";
import { describeReason } from "../language/mod.ts";
import type { Messages } from "../language/mod.ts";
import type { Entry } from "../room/mod.ts";
import { makeVisible } from "../base/mod.ts";
import type { Talk } from "./talk.ts";

/** What somebody who sits in a room hears of the connection, and what of the talk. */
export type SeatedEvent = Extract<
  ClientEvent,
  {
    kind:
      | "entries"
      | "topic"
      | "whisper"
      | "presence"
      | "away"
      | "back"
      | "missed"
      | "too-long"
      | "rejected"
      | "slowed"
      | "overheard"
      | "stalled";
  }
>;

/** Whether an event is one of those. */
export function isSeated(event: ClientEvent): event is SeatedEvent {
  return SEATED.has(event.kind);
}

const SEATED: ReadonlySet<ClientEvent["kind"]> = new Set<SeatedEvent["kind"]>([
  ...(["entries", "topic", "whisper", "presence", "away", "back"] as const),
  ...(["missed", "too-long", "rejected", "slowed", "overheard", "stalled"] as const),
]);

/** Shows in a talk what a seat's owner hears, from entering on. */
export class SeatFollower {
  readonly #talk: Talk;
  readonly #messages: Messages;
  readonly #onSit: (name: string) => void;
  /** The member's name, once inside. */
  #name: string | undefined;
  #dialect: Dialect = "classic";
  /** Index of the entry of one's own entering: what is before it is history. */
  #since = 0;
  /** The operator who removed the member, where that is another member. */
  #removedBy: string | undefined;

  /** @param onSit called with the name whenever the member has come back */
  constructor(talk: Talk, messages: Messages, onSit: (name: string) => void) {
    this.#talk = talk;
    this.#messages = messages;
    this.#onSit = onSit;
  }

  /** The member's name; undefined before it has entered. */
  get name(): string | undefined {
    return this.#name;
  }

  get dialect(): Dialect {
    return this.#dialect;
  }

  /** The member is in the room. */
  sit({ name, dialect, since }: Extract<ClientEvent, { kind: "entered" }>): void {
    this.#name = name;
    this.#dialect = dialect;
    this.#since = since;
    this.#talk.view.sit(name);
  }

  /** Shows what is heard. Fulfilled when it has been shown. */
  hear(event: SeatedEvent): void | Promise<void> {
    switch (event.kind) {
      case "entries":
        return this.#show(event.entries);
      case "topic":
        return this.#talk.setTopic(event.text);
      case "whisper":
        this.#talk.whisper(event.whisper, event.isOwn);
        return this.#talk.view.drained;
      default:
        this.#hearTrouble(event);
    }
  }

  /** Why the time in the room is over, in words. */
  farewell(reason: EndReason): string {
    const { farewell, farewellBy, youLeft } = this.#messages;
    if (reason === "left") return youLeft;
    const isRemoval = reason === "kicked" || reason === "banned";
    return isRemoval && this.#removedBy !== undefined
      ? farewellBy[reason](makeVisible(this.#removedBy, " "))
      : farewell[reason];
  }

  /** What goes wrong with the connection, and that it is right again. */
  #hearTrouble(event: Exclude<SeatedEvent, { kind: "entries" | "topic" | "whisper" }>): void {
    const messages = this.#messages;
    switch (event.kind) {
      case "presence":
        return this.#notice(this.#presence(event.present));
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
      case "overheard":
        return this.#notice(messages.overheard);
      case "stalled":
        return this.#notice(event.isStalled ? messages.stalled : messages.goesOn);
      case "slowed":
        return this.#notice(messages.slowed(event.perSecond));
      case "missed":
        return this.#notice(messages.missed(event.count));
      case "too-long":
        this.#talk.view.drop(event.text);
        return this.#notice(messages.textTooLong);
    }
  }

  #presence(present: boolean): string {
    const { serverBack, serverSilent, serverQuiet } = this.#messages;
    if (present) return serverBack;
    return this.#dialect === "classic" ? serverSilent : serverQuiet;
  }

  /** Shows entries of the log. Fulfilled when they have been shown. */
  #show(entries: readonly Entry[]): Promise<void> {
    for (const entry of entries) {
      const isPast = entry.index < this.#since;
      const isOwn = "name" in entry && entry.name === this.#name;
      this.#talk.entry(entry, isPast, isOwn);
      if (entry.kind === "rename" && isOwn && !isPast) this.#rename(entry.to);
      if (entry.kind === "leave" && isOwn && !isPast) this.#removedBy = entry.by;
    }
    return this.#talk.view.drained;
  }

  #rename(name: string): void {
    this.#name = name;
    this.#talk.view.sit(name);
  }

  #notice(text: string): void {
    this.#talk.view.notice(text);
  }
}
