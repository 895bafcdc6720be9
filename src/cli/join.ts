import type { ClientOptions } from "../client/mod.ts";
import type { Messages } from "../language/mod.ts";
import { type Endpoint, resolveEndpoint } from "../net/mod.ts";
import { findRoom } from "./choose_room.ts";
import type { Command } from "./command.ts";
import { EXIT_OK, Failure } from "./errors.ts";
import { type OptionSpecs, parseArgument, parseOptions, type ValueOption } from "./options.ts";
import { Dialogue } from "./process.ts";
import { Seat } from "./seat.ts";
import { DEFAULT_PORT } from "./serve.ts";
import { integerOption, languageOption, nameOption, serverArgument } from "./values.ts";

const SERVER = serverArgument(DEFAULT_PORT);
/** Where a room may be that is not announced. */
const DEFAULT_SERVER: Endpoint = { hostname: "127.0.0.1", port: DEFAULT_PORT };

const DIALECTS = ["auto", "reliable", "classic"] as const;

/** Entries from before that are shown. */
export const DEFAULT_HISTORY = 20;

const OPTIONS = {
  "name": nameOption,
  "lang": languageOption((help) => help.option.langJoin),
  "dialect": {
    metavar: DIALECTS.join("|"),
    summary: (help) => help.option.dialect,
    parse: (text) => DIALECTS.find((dialect) => dialect === text),
    expected: (messages) => messages.expected.choice(DIALECTS),
  } as ValueOption<ClientOptions["dialect"]>,
  "history": integerOption(
    [0, 1_000_000],
    (help) => help.option.history,
    (messages) => messages.expected.integer(0, 1_000_000),
  ),
  "legacy-quit": { summary: (help) => help.option.legacyQuit },
} satisfies OptionSpecs;

/** `chatroom join`. */
export const join: Command = {
  name: "join",
  argument: { ...SERVER, usage: SERVER.metavar },
  summary: (help) => help.join,
  options: OPTIONS,
  async run(args, { messages }) {
    const { options, positionals } = parseOptions(OPTIONS, 1, args, messages);
    const named = parseArgument(SERVER, positionals[0], messages);
    const resolved = named && await resolve(named, messages);
    using dialogue = new Dialogue();
    const server = resolved ?? await findRoom(dialogue, DEFAULT_SERVER, messages);
    if (server === undefined) return EXIT_OK;
    const seat = new Seat(
      {
        server,
        dialect: options.dialect ?? "auto",
        history: options.history ?? DEFAULT_HISTORY,
        legacyQuit: options["legacy-quit"],
      },
      messages,
      dialogue,
    );
    return await seat.run(options.name);
  },
};

async function resolve(endpoint: Endpoint, messages: Messages): Promise<Endpoint> {
  try {
    return await resolveEndpoint(endpoint);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Failure(messages.hostNotFound(endpoint.hostname));
  }
}
