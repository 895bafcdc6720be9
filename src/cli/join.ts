import type { ClientOptions } from "../client/mod.ts";
import { type Endpoint, resolveEndpoint } from "../net/mod.ts";
import { type Bell, BELLS } from "../terminal/mod.ts";
import type { Command, Context } from "./command.ts";
import { Failure } from "./errors.ts";
import { type OptionSpecs, parseArgument, parseOptions, type ValueOption } from "./options.ts";
import { Seat } from "./seat.ts";
import { DEFAULT_PORT } from "./serve.ts";
import { integerOption, languageOption, nameOption, serverArgument } from "./values.ts";

const SERVER = serverArgument(DEFAULT_PORT);
const DEFAULT_SERVER: Endpoint = { hostname: "127.0.0.1", port: DEFAULT_PORT };

const DIALECTS = ["auto", "reliable", "classic"] as const;

/** Entries from before that are shown. */
const DEFAULT_HISTORY = 20;

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
  "bell": {
    metavar: BELLS.join("|"),
    summary: (help) => help.option.bell,
    parse: (text) => BELLS.find((bell) => bell === text),
    expected: (messages) => messages.expected.choice(BELLS),
  } as ValueOption<Bell>,
  "plain": { summary: (help) => help.option.plain },
  "legacy-quit": { summary: (help) => help.option.legacyQuit },
} satisfies OptionSpecs;

/** `chatroom join`. */
export const join: Command = {
  name: "join",
  argument: { ...SERVER, usage: SERVER.metavar },
  summary: (help) => help.join,
  options: OPTIONS,
  async run(args, context) {
    const { options, positionals } = parseOptions(OPTIONS, 1, args, context.messages);
    const server = await findServer(positionals[0], context);
    const seat = new Seat(
      {
        server,
        dialect: options.dialect ?? "auto",
        history: options.history ?? DEFAULT_HISTORY,
        legacyQuit: options["legacy-quit"],
      },
      context.messages,
      { isPlain: options.plain, bell: options.bell ?? "mention" },
    );
    return await seat.run(options.name);
  },
};

async function findServer(text: string | undefined, { messages }: Context): Promise<Endpoint> {
  const endpoint = parseArgument(SERVER, text, messages) ?? DEFAULT_SERVER;
  try {
    return await resolveEndpoint(endpoint);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Failure(messages.hostNotFound(endpoint.hostname));
  }
}
