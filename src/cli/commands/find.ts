import { alignTable, writeLine } from "../../terminal/mod.ts";
import { parseDuration } from "../../base/mod.ts";
import { findRooms, type FoundRoom } from "../../client/mod.ts";
import type { Messages } from "../../language/mod.ts";
import { formatEndpoint } from "../../net/mod.ts";
import { ROOM_ALIGNMENTS, roomCells } from "../room_table.ts";
import type { Command } from "../command.ts";
import { EXIT_OK, Failure } from "../errors.ts";
import { type OptionSpecs, parseOptions, type ValueOption } from "../arguments/options.ts";
import { programName } from "../program_name.ts";
import { roomsElsewhere } from "../rooms_elsewhere.ts";
import { languageOption } from "../arguments/values.ts";

/** Milliseconds: on a wireless network, what is sent to a group can wait for some tenths of a second. */
const DEFAULT_TIMEOUT = 1000;
const LEAST_TIMEOUT = 100;
const MOST_TIMEOUT = 60_000;

const OPTIONS = {
  "json": { summary: (help) => help.option.jsonRooms },
  "timeout": {
    metavar: "DURATION",
    summary: (help) => help.option.timeout,
    parse: (text) => parseDuration(text, LEAST_TIMEOUT, MOST_TIMEOUT),
    expected: (messages) => messages.expected.timeout,
  } as ValueOption<number>,
  "lang": languageOption((help) => help.option.langJoin),
} satisfies OptionSpecs;

/** `chatroom find`. */
export const find: Command = {
  name: "find",
  summary: (help) => help.find,
  examples: [
    { line: "chatroom find", summary: (help) => help.example.find },
    { line: "chatroom find --json | jq -r .address", summary: (help) => help.example.findJson },
  ],
  exitCodes: (help) => [help.exitCodesFind],
  options: OPTIONS,
  async run(args, { messages }) {
    const { options } = parseOptions(OPTIONS, 0, args, messages);
    const rooms = await search(options.timeout ?? DEFAULT_TIMEOUT, messages);
    if (rooms.length === 0) throw new Failure(messages.noRooms(programName()));
    const lines = options.json ? rooms.map(roomJson) : roomTable(rooms, messages);
    for (const line of lines) writeLine(line);
    return EXIT_OK;
  },
};

async function search(timeout: number, messages: Messages): Promise<FoundRoom[]> {
  const elsewhere = await roomsElsewhere(messages);
  try {
    return await findRooms({ timeout, elsewhere });
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrNotAvailable)) throw error;
    throw new Failure(messages.cannotSearch);
  }
}

/** Rooms for people: a line each, below a heading. */
export function roomTable(rooms: readonly FoundRoom[], messages: Messages): string[] {
  return alignTable(
    [messages.roomColumns, ...rooms.map((room) => roomCells(room, messages))],
    ROOM_ALIGNMENTS,
  );
}

/** A room for programs: one JSON object in one line. */
export function roomJson({ keyHash, isSecret, name, members, addresses }: FoundRoom): string {
  const [nearest] = addresses;
  return JSON.stringify({
    name,
    members,
    address: formatEndpoint(nearest),
    roundTrip: Number(nearest.roundTrip.toFixed(3)),
    addresses: addresses.map(formatEndpoint),
    key: keyHash,
    isSecret,
  });
}
