// The kinds of option values that commands share.

import { type Invitation, looksLikeInvitation, parseInvitation } from "../../wire/mod.ts";
import { type Bell, BELLS, type Display, nameFault } from "../../talk/mod.ts";
import { parseDuration } from "../../base/mod.ts";
import type { ClientOptions } from "../../client/mod.ts";
import type { HelpTexts, Messages } from "../../language/mod.ts";
import { type Language, LANGUAGES } from "../../language/mod.ts";
import { type Endpoint, parseEndpoint, parseIP } from "../../net/mod.ts";
import { Name } from "../../room/mod.ts";
import { cleanRoomName, ROOM_NAME_LIMIT } from "../../server/mod.ts";
import type { OptionSpecs, OptionValues, ValueOption } from "./options.ts";

/** The environment variables that stand for options and arguments. */
export const VARIABLES = {
  name: "CHATROOM_NAME",
  server: "CHATROOM_SERVER",
  rooms: "CHATROOM_ROOMS",
  language: "CHATROOM_LANG",
} as const;

/** `--lang en|zh`. */
export function languageOption(summary: (help: HelpTexts) => string): ValueOption<Language> {
  return {
    metavar: LANGUAGES.join("|"),
    variable: VARIABLES.language,
    summary,
    parse: (text) => LANGUAGES.find((language) => language === text),
    expected: (messages) => messages.expected.language,
  };
}

/** A whole number from `least` to `most`; `expected` says so in other words, where there are better ones. */
export function integerOption(
  [least, most]: readonly [number, number],
  summary: (help: HelpTexts) => string,
  expected = (messages: Messages): string => messages.expected.integer(least, most),
): ValueOption<number> {
  const parse = (text: string) => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    return value >= least && value <= most ? value : undefined;
  };
  return { metavar: "N", summary, parse, expected };
}

/** A duration such as `30m`, from a second to a year. */
export function durationOption(summary: (help: HelpTexts) => string): ValueOption<number> {
  return {
    metavar: "DURATION",
    summary,
    parse: (text) => parseDuration(text),
    expected: (messages) => messages.expected.duration,
  };
}

/** An option with the path of a file. */
export function fileOption(summary: (help: HelpTexts) => string): ValueOption<string> {
  return {
    metavar: "FILE",
    summary,
    parse: (text) => text === "" ? undefined : text,
    expected: (messages) => messages.expected.file,
  };
}

/** An option with a duration, or a word in its place. */
export function durationOrOption<W extends "off" | "all">(
  word: W,
  summary: (help: HelpTexts) => string,
): ValueOption<number | W> {
  const option = durationOption(summary);
  return {
    ...option,
    parse: (text) => text === word ? word : option.parse(text),
    expected: (messages) => messages.expected.durationOr(word),
  };
}

/** `--rate RATE`: how often a second, such as `10/s`, or `off`. */
export const rateOption: ValueOption<number | "off"> = {
  metavar: "RATE",
  summary: (help) => help.option.rate,
  parse(text) {
    if (text === "off") return text;
    const [, digits] = /^(\d+(?:\.\d+)?)\/s$/.exec(text) ?? [];
    const rate = Number(digits ?? NaN);
    return rate >= 0.1 && rate <= 1_000_000 ? rate : undefined;
  },
  expected: (messages) => messages.expected.rate,
};

/** `--key FILE`. */
export const keyOption: ValueOption<string> = {
  metavar: "FILE",
  summary: (help) => help.option.key,
  parse: (text) => text === "" ? undefined : text,
  expected: (messages) => messages.expected.file,
};

/** `--name NAME`. */
export const nameOption: ValueOption<string> = {
  metavar: "NAME",
  variable: VARIABLES.name,
  summary: (help) => help.option.name,
  parse: (text) => Name.parse(text) instanceof Name ? text.normalize("NFC") : undefined,
  expected: (messages, text) => nameFault(text, messages) ?? "",
};

const DIALECTS = ["auto", "reliable", "classic"] as const;

/** `--dialect auto|reliable|classic`. */
export const dialectOption: ValueOption<ClientOptions["dialect"]> = {
  metavar: DIALECTS.join("|"),
  summary: (help) => help.option.dialect,
  parse: (text) => DIALECTS.find((dialect) => dialect === text),
  expected: (messages) => messages.expected.choice(DIALECTS),
};

/** `--room NAME`. */
export const roomOption: ValueOption<string> = {
  metavar: "NAME",
  summary: (help) => help.option.room,
  // A name that is too long is refused, not cut: people should know how it is shown.
  parse: (text) => {
    const isShort = [...text.normalize("NFC").trim()].length <= ROOM_NAME_LIMIT;
    return isShort ? cleanRoomName(text) || undefined : undefined;
  },
  expected: (messages) => messages.expected.room,
};

/** How a talk is shown: `--bell never|mention|always`, `--plain`. */
export const DISPLAY_OPTIONS = {
  "bell": {
    metavar: BELLS.join("|"),
    summary: (help) => help.option.bell,
    parse: (text) => BELLS.find((bell) => bell === text),
    expected: (messages) => messages.expected.choice(BELLS),
  } as ValueOption<Bell>,
  "plain": { summary: (help: HelpTexts) => help.option.plain },
} satisfies OptionSpecs;

/** What these options say. */
export function displayOf({ bell, plain }: OptionValues<typeof DISPLAY_OPTIONS>): Display {
  return { bell: bell ?? "mention", isPlain: plain };
}

/** Where somebody wants to go. */
export type Destination =
  /** By an invitation: which room it is, and its secret, are known. */
  | { readonly kind: "invitation"; readonly invitation: Invitation }
  | { readonly kind: "address"; readonly endpoint: Endpoint }
  /** What may be a room's name, or else a host's; `host` is undefined for what no host is called. */
  | { readonly kind: "name"; readonly name: string; readonly host: Endpoint | undefined };

/**
 * `ROOM|HOST[:PORT]`: what has a port or is an IP address is no room's name, and neither is `localhost`, which
 * always is this machine (RFC 6761, section 6.3).
 */
export function serverArgument(defaultPort: number): ValueOption<Destination> {
  return {
    metavar: "ROOM|HOST[:PORT]",
    variable: VARIABLES.server,
    summary: (help) => help.option.server,
    parse: (text) => {
      if (looksLikeInvitation(text)) {
        const invitation = parseInvitation(text);
        return typeof invitation === "string" ? undefined : { kind: "invitation", invitation };
      }
      const endpoint = parseEndpoint(text, defaultPort);
      if (text.includes(":") || parseIP(text) !== undefined || text === "localhost") {
        return endpoint && { kind: "address", endpoint };
      }
      const name = roomOption.parse(text);
      return name === undefined ? undefined : { kind: "name", name, host: endpoint };
    },
    expected: (messages) => messages.expected.server,
  };
}
