import type { Client } from "../client/client.ts";
import type { Entry } from "../room/mod.ts";

/** When a person's bell is rung. */
export const BELLS = ["never", "mention", "always"] as const;
export type Bell = typeof BELLS[number];

/** How a member wants the talk to be shown. */
export interface Display {
  /** Whether in whole sentences, without anything that is drawn. */
  readonly isPlain: boolean;
  readonly bell: Bell;
}

/** What one member said to another alone. */
export interface PrivateMessage {
  readonly from: string;
  readonly to: string;
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Where older entries come from. */
export type Archive = Pick<Client, "history" | "search">;

/** What a member may want to type next, and how that is put in words. */
export interface Hint {
  readonly line: string;
  readonly text: string;
}

/** How a talk is shown to one member. */
export interface TalkView {
  /** Width of a notice that is not wrapped; 0 where it is to be a sentence. */
  readonly columns: number;
  /** Fulfilled when what was given to it has been shown. */
  readonly drained: Promise<void>;
  /**
   * Lets the member go back through the talk, past what was shown.
   *
   * @param hides whether an entry is not shown
   */
  readFrom(archive: Archive, hides: (entry: Entry) => boolean): void;
  /** The room is another one: what comes is no continuation of what was shown. */
  beginAnew(): void;
  /** Takes away what was shown. */
  clear(): void;
  /** Lines that are to be copied as they are. */
  print(lines: readonly string[]): void;
  /** The member is in the room under this name. */
  sit(name: string): void;
  /** Something that this program itself says to a person. */
  notice(text: string): void;
  /** An entry of the log; `isPast` where it was there before the member came. */
  entry(entry: Entry, isPast: boolean): void;
  /** Older entries, which the member asked for. */
  earlier(entries: readonly Entry[]): void;
  /** Entries that the member looked for, each with its number. */
  numbered(heading: string, entries: readonly Entry[], hints: readonly Hint[]): void;
  /** Something that was said to one member alone: by this one, where it is its own. */
  whisper(whisper: PrivateMessage, isOwn: boolean): void;
  /** A text for people, as a classic server sent it. */
  text(text: string): void;
  /**
   * The member said something.
   *
   * @param isConfirmed whether the log will have it: until then it is under way
   */
  say(text: string, isConfirmed: boolean): void;
  /** A text that was said will not be in the log. */
  drop(text: string): void;
}

/** What a member does that is no news to the member. */
const OWN_DEEDS: readonly Entry["kind"][] = ["enter", "say", "act", "leave"];

/** Whether an entry is what the member of that name did itself, which is no news to it. */
export function isOwnDeed(entry: Entry, name: string | undefined): boolean {
  return "name" in entry && entry.name === name && OWN_DEEDS.includes(entry.kind);
}
