import type { ClientOptions } from "../client/mod.ts";
import { type Endpoint, resolveEndpoint } from "../net/mod.ts";
import type { Command, Context } from "./command.ts";
import { Failure, UsageError } from "./errors.ts";
import { type OptionSpecs, parseArgument, parseOptions, type ValueOption } from "./options.ts";
import { joinAsJson } from "./json_seat.ts";
import { Seat } from "./seat.ts";
import { DEFAULT_PORT } from "./serve.ts";
import { integerOption, languageOption, nameOption, serverArgument } from "./values.ts";

const SERVER = serverArgument(DEFAULT_PORT);
const DEFAULT_SERVER: Endpoint = { hostname: "127.0.0.1", port: DEFAULT_PORT };

const DIALECTS = ["auto", "reliable", "classic"] as const;

/** Entries from before that are shown. */
const DEFAULT_HISTORY = 20;

/** `--dialect auto|reliable|classic`. */
export const dialectOption: ValueOption<ClientOptions["dialect"]> = {
  metavar: DIALECTS.join("|"),
  summary: (help) => help.option.dialect,
  parse: (text) => DIALECTS.find((dialect) => dialect === text),
  expected: (messages) => messages.expected.choice(DIALECTS),
};

const OPTIONS = {
  "name": nameOption,
  "lang": languageOption((help) => help.option.langJoin),
  "dialect": dialectOption,
  "history": integerOption(
    [0, 1_000_000],
    (help) => help.option.history,
    (messages) => messages.expected.integer(0, 1_000_000),
  ),
  "json": { summary: (help) => help.option.jsonTalk },
  "legacy-quit": { summary: (help) => help.option.legacyQuit },
} satisfies OptionSpecs;

/** `chatroom join`. */
export const join: Command = {
  name: "join",
  argument: { ...SERVER, usage: SERVER.metavar },
  summary: (help) => help.join,
  exitCodes: (help) => `${help.exitCodes}\n${help.exitCodesScript}`,
  options: OPTIONS,
  async run(args, context) {
    const { options, positionals } = parseOptions(OPTIONS, 1, args, context.messages);
    const { name, dialect = "auto", "legacy-quit": legacyQuit } = options;
    const { json, history = json ? 0 : DEFAULT_HISTORY } = options;
    const { messages } = context;
    if (json && name === undefined) throw new UsageError(messages.missingName);
    const server = await findServer(positionals[0], context);
    const how = { server, dialect, history, legacyQuit };
    if (json && name !== undefined) return await joinAsJson({ ...how, name }, messages);
    return await new Seat(how, messages).run(name);
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
