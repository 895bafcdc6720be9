import type { Entry } from "../room/mod.ts";
import type { Messages } from "./messages.ts";

/** An entry as a classic member is shown it. */
export interface EntryText {
  /** What stands before the text in each piece that a long text is cut into: who speaks. */
  readonly prefix: string;
  readonly text: string;
}

/**
 * An entry of the log, in words.
 *
 * @param reader the name of the member who reads it, where that is one
 */
export function describeEntry(entry: Entry, messages: Messages, reader?: string): EntryText {
  switch (entry.kind) {
    case "say":
      return { prefix: messages.saidBy(entry.name), text: entry.text };
    case "act":
      return { prefix: messages.actsBy(entry.name), text: entry.text };
    case "announce":
      return { prefix: messages.announcement, text: entry.text };
    case "topic": {
      const by = entry.by ?? messages.operator;
      if (entry.text === "") return { prefix: "", text: messages.topicRemoved(by) };
      return { prefix: messages.topicBy(by), text: entry.text };
    }
    default:
      return { prefix: "", text: describeNotice(entry, messages, reader) };
  }
}

/** What happened, in a sentence. */
function describeNotice(
  entry: Exclude<Entry, { kind: "say" | "act" | "announce" | "topic" }>,
  messages: Messages,
  reader: string | undefined,
): string {
  const by = "by" in entry && entry.by !== undefined ? entry.by : messages.operator;
  switch (entry.kind) {
    case "enter":
      return messages.entered(entry.name);
    case "leave": {
      const { name, reason } = entry;
      const isRemoval = reason === "kicked" || reason === "banned";
      return isRemoval && entry.by !== undefined
        ? messages.removedBy[reason](name, entry.by)
        : messages.left[reason](name);
    }
    case "rename":
      return messages.renamed(entry.name, entry.to);
    case "op":
      return entry.name === reader && entry.by === undefined
        ? messages.youRunRoom
        : messages.opped(entry.name, by);
    case "deop":
      return messages.deopped(entry.name, by);
    case "unmute":
      return messages.unmuted(entry.name, by);
    case "mute": {
      const { name, until, at, reason } = entry;
      const duration = until === undefined ? undefined : formatDuration(until - at);
      if (reason === "flood") return messages.mutedForFlood(name, duration ?? "∞");
      return duration === undefined
        ? messages.mutedBy(name, by)
        : messages.mutedFor(name, by, duration);
    }
    case "close":
      return messages.farewell.closed;
  }
}

const UNITS = [["d", 86_400_000], ["h", 3_600_000], ["m", 60_000], ["s", 1000]] as const;

/**
 * A duration as the options write it, such as `90s` or `2h`: in the largest unit that it is a multiple of.
 */
export function formatDuration(milliseconds: number): string {
  const whole = Math.max(1, Math.round(milliseconds / 1000)) * 1000;
  for (const [name, unit] of UNITS) if (whole % unit === 0) return `${whole / unit}${name}`;
  return `${whole / 1000}s`;
}
