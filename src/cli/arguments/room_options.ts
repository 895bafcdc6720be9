// The options of a room that this program opens.

import { parseIP, parsePort } from "../../net/mod.ts";
import { LINE_LIMIT } from "../../room/mod.ts";
import type { ServerOptions } from "../../server/mod.ts";
import { PASSWORD } from "../password.ts";
import { WEB } from "../web.ts";
import type { Context } from "../command.ts";
import { UsageError } from "../errors.ts";
import { DEFAULT_HOST, DEFAULT_PORT, DEFAULT_ROOM } from "../defaults.ts";
import { machineName } from "../process.ts";
import type { OptionSpecs, OptionValues, ValueOption } from "./options.ts";
import {
  durationOption,
  durationOrOption,
  fileOption,
  integerOption,
  languageOption,
  rateOption,
  roomOption,
} from "./values.ts";

/** Milliseconds after which the connection of a member who is not heard is broken, if the grace is longer. */
const LONGEST_SILENCE = 15_000;

/** Least and most entries and bytes of the log. */
const LOG_ENTRIES = [1, 10_000_000] as const;
/** Most that a member may ask for, a second and at once. */
const MOST_BURST = 1_000_000;
const LOG_BYTES = [LINE_LIMIT, 2 ** 32] as const;

/** Where a room is kept, and for how long. */
export const KEEPING = {
  "file": fileOption((help) => help.option.file),
  "memory": { summary: (help) => help.option.memory },
  "keep": durationOrOption("all", (help) => help.option.keep),
} satisfies OptionSpecs;

/** The options of a room that this program opens. */
export const ROOM_OPTIONS = {
  "room": roomOption,
  ...PASSWORD,
  ...KEEPING,
  "no-announce": { summary: (help) => help.option.noAnnounce },
  "host": {
    metavar: "ADDR",
    summary: (help) => help.option.host,
    parse: parseIP,
    expected: (messages) => messages.expected.host,
  } as ValueOption<string>,
  "port": {
    metavar: "N",
    summary: (help) => help.option.port,
    parse: parsePort,
    expected: (messages) => messages.expected.port,
  } as ValueOption<number>,
  ...WEB,
  "lang": languageOption((help) => help.option.langServe),
  "idle": durationOption((help) => help.option.idle),
  "grace": durationOption((help) => help.option.grace),
  "log-entries": integerOption(
    LOG_ENTRIES,
    (help) => help.option.logEntries,
  ),
  "log-bytes": integerOption(
    LOG_BYTES,
    (help) => help.option.logBytes,
  ),
  "names-for": durationOrOption("off", (help) => help.option.namesFor),
  "no-classic": { summary: (help) => help.option.noClassic },
  "rate": rateOption,
  "burst": integerOption(
    [1, MOST_BURST],
    (help) => help.option.burst,
  ),
  "max-members": integerOption(
    [1, 100_000],
    (help) => help.option.maxMembers,
    (messages) => messages.expected.count,
  ),
} satisfies OptionSpecs;

/** A room that is to be opened, but for its key and its password. */
export interface RoomPlan extends Omit<ServerOptions, "watch" | "key" | "secret" | "file" | "web"> {
  /** The room's name, by which its key is kept. */
  readonly name: string;
}

/**
 * How to serve, by what was given and what is usual.
 *
 * @throws {UsageError}
 */
export function serverOptions(
  options: OptionValues<typeof ROOM_OPTIONS>,
  { language, messages }: Context,
): RoomPlan {
  if (options.memory && (options.file ?? options.keep) !== undefined) {
    throw new UsageError(messages.memoryKeepsNothing);
  }
  const { rate, log } = DEFAULT_ROOM;
  const grace = options.grace ?? DEFAULT_ROOM.grace;
  const { "names-for": namesFor = DEFAULT_ROOM.namesFor } = options;
  const name = options.room ?? machineName() ?? messages.unnamedRoom;
  return {
    endpoint: { hostname: options.host ?? DEFAULT_HOST, port: options.port ?? DEFAULT_PORT },
    name,
    announceAs: options["no-announce"] ? undefined : name,
    language: options.lang ?? language,
    idle: options.idle ?? DEFAULT_ROOM.idle,
    namesFor: namesFor === "off" ? 0 : namesFor,
    keepFor: options.keep === "all" ? undefined : options.keep,
    classic: !options["no-classic"],
    maxMembers: options["max-members"] ?? DEFAULT_ROOM.maxMembers,
    grace,
    silence: Math.min(grace, LONGEST_SILENCE),
    rate: options.rate === "off"
      ? undefined
      : { perSecond: options.rate ?? rate.perSecond, burst: options.burst ?? rate.burst },
    log: {
      entries: options["log-entries"] ?? log.entries,
      bytes: options["log-bytes"] ?? log.bytes,
    },
  };
}
