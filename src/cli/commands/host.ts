import { Dialogue, paintNotice } from "../../talk/mod.ts";
import { reachServer } from "../../client/mod.ts";
import { resolveEndpoint } from "../../net/mod.ts";
import type { Server } from "../../server/mod.ts";
import type { Command, Context } from "../command.ts";
import { converse } from "../converse.ts";
import { DEFAULT_HISTORY } from "../defaults.ts";
import { type OptionSpecs, type OptionValues, parseOptions } from "../arguments/options.ts";
import { programName, warn } from "../process.ts";
import { invitation, openRoom } from "../open_room.ts";
import { ROOM_OPTIONS, serverOptions } from "../arguments/room_options.ts";
import { DISPLAY_OPTIONS, displayOf, nameOption } from "../arguments/values.ts";

const OPTIONS = { "name": nameOption, ...DISPLAY_OPTIONS, ...ROOM_OPTIONS } satisfies OptionSpecs;

/** `chatroom host`: a room, and a seat in it, in one process. Leaving the seat closes the room. */
export const host: Command = {
  name: "host",
  summary: (help) => help.host,
  options: OPTIONS,
  async run(args, context) {
    const { options } = parseOptions(OPTIONS, 0, args, context.messages);
    return await hostUntilLeft(options, context);
  },
};

async function hostUntilLeft(
  options: OptionValues<typeof OPTIONS>,
  context: Context,
): Promise<number> {
  const { messages } = context;
  const room = serverOptions(options, context);
  const inUse = (address: string) => messages.portInUseByRoom(address, programName());
  // What happens in the room is told by the seat.
  const server = await openRoom({ ...room, watch: false }, messages, () => {}, inUse);
  using dialogue = new Dialogue(displayOf(options), () => warn(messages.damagedInput));
  const { terminal } = dialogue;
  const notice = (text: string) => terminal.tell(paintNotice(text));
  try {
    for (const line of invitation(server, room, messages)) terminal.print(line);
    notice(messages.leavingCloses);
    const seat = sit(server, options.name, dialogue, context);
    return await Promise.race([seat, failureOf(server)]);
  } finally {
    await server.stop();
    notice(messages.roomClosed);
  }
}

/**
 * Enters the room as any member does, by its socket, but becomes an operator: people who open a room may
 * keep order in it. Returns the exit code.
 */
async function sit(
  server: Server,
  name: string | undefined,
  dialogue: Dialogue,
  { messages }: Context,
): Promise<number> {
  const options = {
    server: await reachServer(await resolveEndpoint(server.endpoint)),
    dialect: "reliable",
    history: DEFAULT_HISTORY,
    legacyQuit: false,
    // A host that lost its seat and enters anew is no longer an operator, so it is made one again. If the
    // room is gone by then, its end says so.
    onSit: (name: string) => void server.ask({ kind: "op", name }).catch(() => {}),
  } as const;
  return await converse(options, name, dialogue, messages);
}

/** Rejected where the server cannot go on, else never settled. */
async function failureOf(server: Server): Promise<never> {
  await server.ended;
  return await new Promise<never>(() => {});
}
