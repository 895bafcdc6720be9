import { makeVisible } from "../../base/mod.ts";
import type { Messages } from "../../language/mod.ts";
import { type KnownRoom, nameKey } from "../../store/mod.ts";
import { wordsOf } from "../../talk/mod.ts";
import { alignTable, writeLine } from "../../terminal/mod.ts";
import { type OptionSpecs, parseOptions } from "../arguments/options.ts";
import { languageOption } from "../arguments/values.ts";
import type { Command, Context } from "../command.ts";
import { EXIT_OK, Failure, UsageError } from "../errors.ts";
import { Keeper } from "../keeper.ts";

const OPTIONS = {
  "lang": languageOption((help) => help.option.langJoin),
} satisfies OptionSpecs;

/** `chatroom rooms`, and `chatroom rooms forget NAME`. */
export const rooms: Command = {
  name: "rooms",
  argument: { usage: "[forget NAME]", summary: (help) => help.roomsArgument },
  summary: (help) => help.rooms,
  examples: [
    { line: "chatroom rooms", summary: (help) => help.example.rooms },
    { line: "chatroom rooms forget Tea", summary: (help) => help.example.forget },
  ],
  options: OPTIONS,
  async run(args, context) {
    const { options, positionals: [verb, name, ...others] } = parseOptions(
      OPTIONS,
      2,
      args,
      context.messages,
    );
    const { messages } = context;
    if (verb !== undefined && (verb !== "forget" || name === undefined || others.length > 0)) {
      throw new UsageError(messages.roomsUsage);
    }
    const keeper = await Keeper.open(messages);
    if (name !== undefined) await forget(name, keeper, messages);
    else await list(keeper, { ...context, language: options.lang ?? context.language });
    return EXIT_OK;
  },
};

async function list(keeper: Keeper, { messages, language }: Context): Promise<void> {
  const known = await keeper.knownRooms();
  if (known.length === 0) throw new Failure(messages.noKnownRooms);
  const rows = await Promise.all(known.map(async (room) => {
    const words = await wordsOf(room.key, language);
    const day = new Date(room.lastSeen).toLocaleDateString(messages.locale);
    const [address = ""] = room.addresses;
    return [makeVisible(room.name, " "), address, day, words.map((some) => some.trim()).join(" ")];
  }));
  const table = alignTable([messages.knownColumns, ...rows], ["left", "left", "right", "left"]);
  for (const line of table) writeLine(line);
}

/** Forgets the rooms of a name, or at an address. */
async function forget(name: string, keeper: Keeper, messages: Messages): Promise<void> {
  const isMeant = (room: KnownRoom) =>
    nameKey(room.name) === nameKey(name) || room.addresses.includes(name);
  const meant = (await keeper.knownRooms()).filter(isMeant);
  if (meant.length === 0) throw new Failure(messages.notKnown(makeVisible(name, " ")));
  await keeper.forget(meant);
}
