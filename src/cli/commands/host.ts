import { Dialogue, paintNotice } from "../../talk/mod.ts";
import { reachServer } from "../../client/mod.ts";
import { resolveEndpoint } from "../../net/mod.ts";
import type { Server } from "../../server/mod.ts";
import { ClosingGuard } from "../closing_guard.ts";
import type { Command, Context } from "../command.ts";
import { converse } from "../converse.ts";
import { DEFAULT_HISTORY } from "../defaults.ts";
import { type OptionSpecs, type OptionValues, parseOptions } from "../arguments/options.ts";
import { warn } from "../process.ts";
import { programName } from "../program_name.ts";
import { invitation, openRoom } from "../open_room.ts";
import { ROOM_OPTIONS, serverOptions } from "../arguments/room_options.ts";
import { DISPLAY_OPTIONS, displayOf, nameOption } from "../arguments/values.ts";

const OPTIONS = { "name": nameOption, ...DISPLAY_OPTIONS, ...ROOM_OPTIONS } satisfies OptionSpecs;

/** `chatroom host`: a room, and a seat in it, in one process. Leaving the seat closes the room. */
export const host: Command = {
  name: "host",
  summary: (help) => help.host,
  examples: [
    { line: "chatroom host --name Ada", summary: (help) => help.example.host },
    { line: "chatroom host --room Tea", summary: (help) => help.example.hostNamed },
  ],
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
  const guard = new ClosingGuard(server, terminal, messages);
  dialogue.mayEnd = () => guard.mayClose(performance.now());
  const isStoppable = !terminal.interactive || Deno.build.os === "windows";
  // A process that stands still answers nobody.
  const refuseStop = () => notice(messages.noStopping);
  if (!isStoppable) Deno.addSignalListener("SIGTSTP", refuseStop);
  try {
    for (const line of invitation(server, room, messages)) terminal.print(line);
    notice(messages.leavingCloses);
    const seat = sit(server, options.name, dialogue, guard, context);
    return await Promise.race([seat, failureOf(server)]);
  } finally {
    if (!isStoppable) Deno.removeSignalListener("SIGTSTP", refuseStop);
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
  guard: ClosingGuard,
  { messages }: Context,
): Promise<number> {
  const options = {
    server: await reachServer(await resolveEndpoint(server.endpoint)),
    dialect: "reliable",
    history: DEFAULT_HISTORY,
    legacyQuit: false,
    // A host that lost its seat and enters anew is no longer an operator, so it is made one again. If the
    // room is gone by then, its end says so.
    onSit: (name: string) => {
      guard.own = 1;
      server.ask({ kind: "op", name }).catch(() => {});
    },
  } as const;
  return await converse(options, name, dialogue, messages);
}

/** Rejected where the server cannot go on, else never settled. */
async function failureOf(server: Server): Promise<never> {
  await server.ended;
  return await new Promise<never>(() => {});
}
