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

/** How a talk is shown to one member. */
export interface TalkView {
  /** Width of a notice that is not wrapped; 0 where it is to be a sentence. */
  readonly columns: number;
  /** The member is in the room under this name. */
  sit(name: string): void;
  /** Something that this program itself says to a person. */
  notice(text: string): void;
  /** An entry of the log; `isPast` where it was there before the member came. */
  entry(entry: Entry, isPast: boolean): void;
  /** Older entries, which the member asked for. */
  earlier(entries: readonly Entry[]): void;
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
