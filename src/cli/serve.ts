import { describeEntry, type Messages } from "../language/mod.ts";
import { BindError, formatEndpoint, parseIP, parsePort, reachableAddresses } from "../net/mod.ts";
import { LINE_LIMIT } from "../room/mod.ts";
import { Server, type ServerEvent, type ServerOptions } from "../server/mod.ts";
import { formatTime, makeVisible, paintNotice, paintText, type Terminal } from "../terminal/mod.ts";
import type { Command, Context } from "./command.ts";
import { EXIT_OK, Failure } from "./errors.ts";
import { OperatorConsole } from "./operator_console.ts";
import { type OptionSpecs, type OptionValues, parseOptions, type ValueOption } from "./options.ts";
import { machineName, onTermination, openTerminal, programName } from "./process.ts";
import { durationOption, integerOption, languageOption, rateOption, roomOption } from "./values.ts";

export const DEFAULT_PORT = 8888;
const DEFAULT_HOST = "0.0.0.0";
/** 30 minutes, in milliseconds. */
const DEFAULT_IDLE = 30 * 60_000;
const DEFAULT_MAX_MEMBERS = 1000;
/** A minute, in milliseconds. */
const DEFAULT_GRACE = 60_000;
const DEFAULT_RATE = 10;
const DEFAULT_BURST = 20;
/** Milliseconds after which the connection of a member who is not heard is broken, if the grace is longer. */
const LONGEST_SILENCE = 15_000;
const DEFAULT_LOG_ENTRIES = 100_000;
/** 16 MiB. */
const DEFAULT_LOG_BYTES = 1 << 24;

/** Least and most entries and bytes of the log. */
const LOG_ENTRIES = [1, 10_000_000] as const;
/** Most that a member may ask for, a second and at once. */
const MOST_BURST = 1_000_000;
const LOG_BYTES = [LINE_LIMIT, 2 ** 32] as const;

/** The options of a room that this program opens. */
export const ROOM_OPTIONS = {
  "room": roomOption,
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

/** `chatroom serve`. */
export const serve: Command = {
  name: "serve",
  summary: (help) => help.serve,
  options: ROOM_OPTIONS,
  async run(args, context) {
    const { options } = parseOptions(ROOM_OPTIONS, 0, args, context.messages);
    return await serveUntilStopped(serverOptions(options, context), context);
  },
};

/** How to serve, by what was given and what is usual. */
export function serverOptions(
  options: OptionValues<typeof ROOM_OPTIONS>,
  { language, messages }: Context,
): Omit<ServerOptions, "watch"> {
  const grace = options.grace ?? DEFAULT_GRACE;
  const name = options.room ?? machineName() ?? messages.unnamedRoom;
  return {
    endpoint: { hostname: options.host ?? DEFAULT_HOST, port: options.port ?? DEFAULT_PORT },
    announceAs: options["no-announce"] ? undefined : name,
    language: options.lang ?? language,
    idle: options.idle ?? DEFAULT_IDLE,
    maxMembers: options["max-members"] ?? DEFAULT_MAX_MEMBERS,
    grace,
    silence: Math.min(grace, LONGEST_SILENCE),
    rate: options.rate === "off"
      ? undefined
      : { perSecond: options.rate ?? DEFAULT_RATE, burst: options.burst ?? DEFAULT_BURST },
    log: {
      entries: options["log-entries"] ?? DEFAULT_LOG_ENTRIES,
      bytes: options["log-bytes"] ?? DEFAULT_LOG_BYTES,
    },
  };
}

async function serveUntilStopped(
  options: Omit<ServerOptions, "watch">,
  { messages }: Context,
): Promise<number> {
  const stopping = Promise.withResolvers<void>();
  // Without a reader of the log, it serves on; Ctrl-C at the line editor stops it.
  const terminal = openTerminal(() => terminal.interactive && stopping.resolve());
  const log = new ServerLog(terminal, messages);
  const operator = new OperatorConsole(terminal, messages, stopping.resolve);
  const onEvent = (event: ServerEvent) => {
    log.add(event);
    if (event.type === "entry") operator.follow(event.entry);
    return terminal.drained;
  };
  const ignoreSignals = onTermination(stopping.resolve);
  try {
    const watch = terminal.interactive;
    const server = await openRoom({ ...options, watch }, messages, onEvent);
    for (const line of invitation(server, options, messages)) terminal.print(line);
    operator.run(server).catch(stopping.reject);
    server.ended.catch(stopping.reject);
    await stopping.promise;
    await server.stop();
    terminal.close();
    terminal.print(messages.roomClosed);
    return EXIT_OK;
  } finally {
    terminal.close();
    ignoreSignals();
  }
}

/**
 * Opens a room.
 *
 * @throws {Failure} where it cannot listen, in the person's words; `inUse` are those for a port that is taken
 */
export async function openRoom(
  options: ServerOptions,
  messages: Messages,
  onEvent: (event: ServerEvent) => void | Promise<void>,
  inUse = messages.portInUse,
): Promise<Server> {
  try {
    return await Server.start(options, onEvent);
  } catch (error) {
    if (!(error instanceof BindError)) throw error;
    const address = formatEndpoint(options.endpoint);
    switch (error.fault) {
      case "in-use":
        throw new Failure(inUse(address));
      case "not-permitted":
        throw new Failure(messages.notPermitted(address));
      case "no-such-address":
        throw new Failure(messages.addressNotHere(address));
      case "other":
        throw new Failure(messages.cannotListen(address, error.message));
    }
  }
}

/** How people can join, a command a line, and how they find the room. */
export function invitation(
  { endpoint, announceFault: fault }: Server,
  { announceAs = "" }: Pick<ServerOptions, "announceAs">,
  messages: Messages,
): string[] {
  const join = `  ${programName()} join`;
  const addresses = reachableAddresses(endpoint.hostname, Deno.networkInterfaces());
  const lines = [
    messages.serving(formatEndpoint(endpoint)),
    messages.joinBy,
    ...addresses.map((hostname) => `${join} ${formatEndpoint({ hostname, port: endpoint.port })}`),
  ];
  if (fault === "not-wanted") return lines;
  if (fault !== undefined) return [...lines, messages.notAnnounced(messages.announceFault[fault])];
  return [...lines.toSpliced(2, 0, join), messages.announcedAs(announceAs)];
}

/** What the operator sees of the server's events. */
class ServerLog {
  constructor(readonly terminal: Terminal, readonly messages: Messages) {}

  add(event: ServerEvent): void {
    switch (event.type) {
      case "refused": {
        const name = makeVisible(abbreviate(event.name), " ");
        const why = this.messages.refusal[event.reason];
        return this.#line(event.at, this.messages.refused(name, why), event.address);
      }
      case "skipped":
        return this.#print(this.messages.skipped(event.count));
      case "entry": {
        const { entry, address } = event;
        const { prefix, text } = describeEntry(entry, this.messages);
        if (entry.kind === "say" || entry.kind === "act") {
          this.terminal.print(paintText(prefix + text, true));
        } else if (entry.kind !== "announce" && entry.kind !== "close") {
          // Some of it is a member's own words.
          this.#line(entry.at, makeVisible(prefix + text, " "), address);
        }
      }
    }
  }

  #line(at: number, text: string, address: string | undefined): void {
    const line = `${formatTime(at)} ${text}${address === undefined ? "" : ` (${address})`}`;
    this.#print(line);
  }

  #print(line: string): void {
    this.terminal.print(this.terminal.interactive ? paintNotice(line) : line);
  }
}

/** A name that somebody was refused for can be as long as a datagram. */
function abbreviate(name: string): string {
  return name.length > 64 ? `${name.slice(0, 64)}…` : name;
}
