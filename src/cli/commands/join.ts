import type { Messages } from "../../language/mod.ts";
import { formatEndpoint, parseIP } from "../../net/mod.ts";
import { findServer, type Found } from "../choose_room.ts";
import type { Command } from "../command.ts";
import { EXIT_OK, UsageError } from "../errors.ts";
import { joinAsJson } from "../script/json_seat.ts";
import { type OptionSpecs, parseArgument, parseOptions } from "../arguments/options.ts";
import { PersonAtTerminal } from "../../talk/mod.ts";
import { Keeper } from "../keeper.ts";
import { dialectFor, meeting } from "../recognize_room.ts";
import { givenPassword, PASSWORD_FILE } from "../password.ts";
import { runConversation } from "../run_conversation.ts";
import { warn } from "../process.ts";
import { DEFAULT_HISTORY, DEFAULT_PORT } from "../defaults.ts";
import {
  dialectOption,
  DISPLAY_OPTIONS,
  displayOf,
  integerOption,
  keyOption,
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
  ...PASSWORD_FILE,
  "key": keyOption,
  ...DISPLAY_OPTIONS,
  "json": { summary: (help) => help.option.jsonTalk },
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
  async run(args, { messages, language }) {
    const { options, positionals } = parseOptions(OPTIONS, 2, args, messages);
    const { name, dialect = "auto" } = options;
    const { json, history = json ? 0 : DEFAULT_HISTORY } = options;
    const password = await givenPassword(options, messages);
    const keeper = await Keeper.open(messages);
    const identity = await keeper.memberKey(options.key);
    const how = { history, identity, takesOver: true };
    const meetIn = (found: Found, person?: PersonAtTerminal) =>
      meeting({ found, password, keeper, messages, language: options.lang ?? language }, person);
    const destination = parseArgument(SERVER, addressOf(positionals, messages), messages);
    if (json) {
      if (name === undefined) throw new UsageError(messages.missingName);
      const found = await findServer(destination, messages);
      if (found === undefined) return EXIT_OK;
      const who = { ...how, dialect: dialectFor(dialect, { found, password }), name };
      return await joinAsJson({ ...who, server: found.endpoint, ...meetIn(found) }, messages);
    }
    using person = new PersonAtTerminal(displayOf(options), () => warn(messages.damagedInput));
    const found = await findServer(destination, messages, person);
    if (found === undefined) return EXIT_OK;
    const who = { ...how, dialect: dialectFor(dialect, { found, password }), room: undefined };
    const { meet, entered } = meetIn(found, person);
    const onSit = () => void entered().catch((error) => warn(error.message));
    return await runConversation(
      { ...who, server: found.endpoint, meet, onSit },
      name,
      person,
      messages,
    );
  },
};

/** `HOST PORT`, as other programs have it, is `HOST:PORT`. */
function addressOf(positionals: readonly string[], messages: Messages): string | undefined {
  const [host, port] = positionals;
  if (host === undefined || port === undefined) return host;
  if (!/^\d+$/.test(port)) throw new UsageError(messages.unexpectedArgument(port));
  return formatEndpoint({ hostname: parseIP(host) ?? host, port: Number(port) });
}
