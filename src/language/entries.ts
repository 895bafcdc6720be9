import type { Entry, RemovalReason } from "../room/mod.ts";
import type { Messages } from "./messages.ts";

/** An entry as a classic member is shown it. */
export interface EntryText {
  /** What stands before the text in each piece that a long text is cut into: who speaks. */
  readonly prefix: string;
  readonly text: string;
}

/** An entry of the log, in words. */
export function describeEntry(entry: Entry, messages: Messages): EntryText {
  switch (entry.kind) {
    case "enter":
      return { prefix: "", text: messages.entered(entry.name) };
    case "say":
      return { prefix: messages.saidBy(entry.name), text: entry.text };
    case "leave":
      return { prefix: "", text: messages.left[entry.reason](entry.name) };
    case "announce":
      return { prefix: messages.announcement, text: entry.text };
    case "close":
      return { prefix: "", text: messages.farewell.closed };
  }
}

/** Why a member is told that the seat is gone. */
export type FarewellReason = RemovalReason | "closed";
