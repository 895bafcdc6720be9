import type { Messages } from "../../language/mod.ts";
import { formatEndpoint, parseIP } from "../../net/mod.ts";
import { findServer } from "../choose_room.ts";
import type { Command } from "../command.ts";
import { EXIT_OK, UsageError } from "../errors.ts";
import { joinAsJson } from "../script/json_seat.ts";
import { type OptionSpecs, parseArgument, parseOptions } from "../arguments/options.ts";
import { Dialogue } from "../../talk/mod.ts";
import { converse } from "../converse.ts";
import { warn } from "../process.ts";
import { DEFAULT_HISTORY, DEFAULT_PORT } from "../defaults.ts";
import {
  dialectOption,
  DISPLAY_OPTIONS,
  displayOf,
  integerOption,
  languageOption,
  nameOption,
  serverArgument,
} from "../arguments/values.ts";

const SERVER = serverArgument(DEFAULT_PORT);

const OPTIONS = {
  "name": nameOption,
  "lang": languageOption((help) => help.option.langJoin),
  "dialect": dialectOption,
  "history": integerOption(
    [0, 1_000_000],
    (help) => help.option.history,
  ),
  ...DISPLAY_OPTIONS,
  "json": { summary: (help) => help.option.jsonTalk },
  "legacy-quit": { summary: (help) => help.option.legacyQuit },
} satisfies OptionSpecs;

/** `chatroom join`. */
export const join: Command = {
  name: "join",
  argument: { ...SERVER, usage: SERVER.metavar },
  summary: (help) => help.join,
  examples: [
    { line: "chatroom join", summary: (help) => help.example.join },
    { line: "chatroom join Tea", summary: (help) => help.example.joinNamed },
    { line: "chatroom join 10.0.0.7:8888", summary: (help) => help.example.joinAddress },
  ],
  exitCodes: (help) => [help.exitCodes, help.exitCodesScript],
  options: OPTIONS,
  async run(args, { messages }) {
    const { options, positionals } = parseOptions(OPTIONS, 2, args, messages);
    const { name, dialect = "auto", "legacy-quit": legacyQuit } = options;
    const { json, history = json ? 0 : DEFAULT_HISTORY } = options;
    const how = { dialect, history, legacyQuit };
    const destination = parseArgument(SERVER, addressOf(positionals, messages), messages);
    if (json) {
      if (name === undefined) throw new UsageError(messages.missingName);
      const server = await findServer(destination, messages);
      return server ? await joinAsJson({ ...how, server, name }, messages) : EXIT_OK;
    }
    using dialogue = new Dialogue(displayOf(options), () => warn(messages.damagedInput));
    const server = await findServer(destination, messages, dialogue);
    if (server === undefined) return EXIT_OK;
    return await converse({ ...how, server }, name, dialogue, messages);
  },
};

/** `HOST PORT`, as other programs have it, is `HOST:PORT`. */
function addressOf(positionals: readonly string[], messages: Messages): string | undefined {
  const [host, port] = positionals;
  if (host === undefined || port === undefined) return host;
  if (!/^\d+$/.test(port)) throw new UsageError(messages.unexpectedArgument(port));
  return formatEndpoint({ hostname: parseIP(host) ?? host, port: Number(port) });
}
