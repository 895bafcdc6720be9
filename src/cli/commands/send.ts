import { inOrder, MOST_UNDER_WAY } from "../../base/mod.ts";
import { inputStream } from "../../base/stdio.ts";
import { EndedError, type Seat } from "../../client/mod.ts";
import type { Messages } from "../../language/mod.ts";
import { formatEndpoint } from "../../net/mod.ts";
import { InputError, readLines } from "../../terminal/mod.ts";
import { findServer } from "../choose_room.ts";
import type { Command } from "../command.ts";
import { EXIT_INTERRUPTED, EXIT_OK, Failure, UsageError } from "../errors.ts";
import { type OptionSpecs, parseOptions } from "../arguments/options.ts";
import { onTermination, warn } from "../process.ts";
import { endFailure, requestFault, type ScriptOptions, takeSeat } from "../script/script_seat.ts";
import { DEFAULT_PORT } from "../defaults.ts";
import { Keeper } from "../keeper.ts";
import { dialectFor, meeting } from "../recognize_room.ts";
import { givenPassword, PASSWORD_FILE } from "../password.ts";
import {
  dialectOption,
  keyOption,
  languageOption,
  nameOption,
  serverArgument,
} from "../arguments/values.ts";

const OPTIONS = {
  "server": serverArgument(DEFAULT_PORT),
  "name": { ...nameOption, summary: (help) => help.option.nameSend },
  "dialect": { ...dialectOption, summary: (help) => help.option.dialectSend },
  "lang": languageOption((help) => help.option.langJoin),
  ...PASSWORD_FILE,
  "key": keyOption,
} satisfies OptionSpecs;

/** `chatroom send`. */
export const send: Command = {
  name: "send",
  argument: { usage: "TEXT...", summary: (help) => help.option.text },
  summary: (help) => help.send,
  examples: [
    { line: "chatroom send --name Ada lunch is ready", summary: (help) => help.example.send },
    { line: "chatroom send --name Ada --server Tea hi", summary: (help) => help.example.sendNamed },
    { line: "make 2>&1 | chatroom send --name build", summary: (help) => help.example.sendInput },
  ],
  exitCodes: (help) => [help.exitCodes, help.exitCodesScript],
  options: OPTIONS,
  async run(args, { messages, language }) {
    const { options, positionals } = parseOptions(OPTIONS, Infinity, args, messages);
    const { name, dialect = "auto" } = options;
    if (name === undefined) throw new UsageError(messages.missingName);
    const texts = positionals.length > 0 ? [positionals.join(" ")] : undefined;
    if (texts?.[0]?.trim() === "") throw new UsageError(messages.nothingToSay);
    const password = await givenPassword(options, messages);
    const keeper = await Keeper.open(messages);
    const identity = await keeper.memberKey(options.key);
    const found = await findServer(options.server, messages);
    if (found === undefined) return EXIT_INTERRUPTED;
    const met = meeting({ found, password, keeper, messages, language });
    const how = { dialect: dialectFor(dialect, { found, password }), identity, ...met };
    return await deliverAs({ ...how, server: found.endpoint, name }, texts, messages);
  },
};

/** Enters, says the texts, or else the input's lines, and leaves. */
async function deliverAs(
  options: ScriptOptions,
  texts: readonly string[] | undefined,
  messages: Messages,
): Promise<number> {
  const stop = new AbortController();
  const interrupted = Promise.withResolvers<void>();
  const ignoreSignals = onTermination(() => {
    stop.abort();
    interrupted.resolve();
  });
  try {
    const seat = await takeSeat({ ...options, signal: stop.signal }, messages);
    if (seat === undefined) return EXIT_INTERRUPTED;
    await using _ = seat;
    if (seat.dialect === "classic" && options.dialect !== "classic") {
      throw new Failure(messages.cannotConfirm(formatEndpoint(options.server)));
    }
    const delivered = deliver(seat, texts ?? inputLines(messages), messages);
    const ending = watch(seat, messages);
    await Promise.race([delivered, ending, interrupted.promise]);
    return stop.signal.aborted ? EXIT_INTERRUPTED : EXIT_OK;
  } finally {
    ignoreSignals();
  }
}

/** Says texts, and waits until the server has all of them. */
async function deliver(
  seat: Seat,
  texts: Iterable<string> | AsyncIterable<string>,
  messages: Messages,
): Promise<void> {
  const each = async function* () {
    yield* texts;
  };
  try {
    await inOrder(each(), MOST_UNDER_WAY, (text) => seat.say(text), () => {});
  } catch (error) {
    if (error instanceof Failure) throw error;
    const { reason, why } = requestFault(error, messages);
    throw reason === "ended"
      ? endFailure(await seat.ended, messages)
      : new Failure(messages.notSaid(why));
  }
}

/** Reads on, as a member has to. Rejected where the seat is lost; pending where one leaves. */
async function watch(seat: Seat, messages: Messages): Promise<never> {
  try {
    for await (const event of seat) {
      const isGone = event.kind === "presence" && !event.present && seat.dialect === "classic";
      if (isGone) throw new Failure(messages.serverGone);
    }
  } catch (error) {
    if (!(error instanceof EndedError)) throw error;
  }
  const reason = await seat.ended;
  return reason === "left" ? new Promise(() => {}) : Promise.reject(endFailure(reason, messages));
}

/**
 * The lines of the standard input that are not blank. What cannot be read is an error: it could not be
 * delivered.
 */
async function* inputLines(messages: Messages): AsyncIterableIterator<string> {
  try {
    const lines = readLines(inputStream(), () => warn(messages.damagedInput));
    for await (const line of lines) if (line.trim() !== "") yield line;
  } catch (error) {
    if (error instanceof InputError || !(error instanceof Error)) throw error;
    throw new Failure(messages.cannotReadInput(error.message));
  }
}
