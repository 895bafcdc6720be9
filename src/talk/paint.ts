import { makeVisible } from "../base/mod.ts";
import { bold, cyan, dim, getColorEnabled, magenta, rgb8 } from "@std/fmt/colors";
import { LANGUAGES, messagesIn } from "../language/mod.ts";
import { colorOf } from "./name_color.ts";

/**
 * How a line break within a message is shown: on a line of its own, so that each message stays one line...
 */
const BREAK_IN_PIPE = " ⏎ ";
/** ...or, to a person, as a break that cannot pass for the next message. */
const BREAK_ON_SCREEN = "\n  ⏎ ";

/** What the operator's messages begin with. No name has these words: they are reserved, or have spaces. */
const ANNOUNCEMENTS = LANGUAGES.map((language) => messagesIn(language).announcement);

/** A speaker and what separates the name from the text, in any of the wordings in use. */
const SPEAKER = /^(\S+?)(\s?[:：]\s)/u;

/**
 * A text of the room, fit to be shown, with the speaker's name standing out and notices in the background.
 */
export function paintText(text: string, interactive: boolean): string {
  const visible = makeVisible(text, interactive ? BREAK_ON_SCREEN : BREAK_IN_PIPE);
  const speech = parseSpeech(visible);
  if (speech === undefined) return dim(visible);
  const { name, separator, text: words } = speech;
  return (name === undefined ? bold(magenta(separator)) : bold(cyan(name)) + separator) + words;
}

/** What somebody said, as a classic server words it. */
export interface Speech {
  /** The speaker; undefined for the operator. */
  readonly name: string | undefined;
  /** What stands between the name and the text. */
  readonly separator: string;
  readonly text: string;
}

/** Reads a text of a classic server as speech; undefined for a notice. */
export function parseSpeech(text: string): Speech | undefined {
  const announcement = ANNOUNCEMENTS.find((words) => text.startsWith(words));
  if (announcement !== undefined) {
    return { name: undefined, separator: announcement, text: text.slice(announcement.length) };
  }
  const speaker = SPEAKER.exec(text);
  if (speaker === null) return undefined;
  const [whole, name = "", separator = ""] = speaker;
  return { name, separator, text: text.slice(whole.length) };
}

/**
 * A name in its colour.
 *
 * @param part what of the name is shown: a row can end within it
 */
export function paintName(name: string, part = name): string {
  return getColorEnabled() ? bold(rgb8(part, colorOf(name))) : part;
}

/** Something that this program itself says. */
export function paintNotice(text: string): string {
  return dim(`* ${text}`);
}
