import {
  type ConversationOptions,
  describeKeeping,
  paintNotice,
  PersonAtTerminal,
} from "../../talk/mod.ts";
import { reachServer } from "../../client/mod.ts";
import type { Messages } from "../../language/mod.ts";
import { resolveEndpoint } from "../../net/mod.ts";
import type { Server, ServerEvent } from "../../server/mod.ts";
import { ClosingGuard } from "../closing_guard.ts";
import type { Command, Context } from "../command.ts";
import { runConversation } from "../run_conversation.ts";
import { DEFAULT_HISTORY } from "../defaults.ts";
import { type OptionSpecs, type OptionValues, parseOptions } from "../arguments/options.ts";
import { refuseStop, warn } from "../process.ts";
import { Keeper } from "../keeper.ts";
import { askSecret } from "../recognize_room.ts";
import { programName } from "../program_name.ts";
import { invitation, linkLines } from "../invitation.ts";
import { openRoom, roomOwn } from "../open_room.ts";
import { ROOM_OPTIONS, serverOptions } from "../arguments/room_options.ts";
import { DISPLAY_OPTIONS, displayOf, keyOption, nameOption } from "../arguments/values.ts";
import { webPlan } from "../web.ts";

const OPTIONS = {
  "name": nameOption,
  "key": keyOption,
  ...DISPLAY_OPTIONS,
  ...ROOM_OPTIONS,
} satisfies OptionSpecs;

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
  given: OptionValues<typeof OPTIONS>,
  context: Context,
): Promise<number> {
  const { messages } = context;
  const plan = serverOptions(given, context);
  const web = await webPlan(given, messages);
  using person = new PersonAtTerminal(displayOf(given), () => warn(messages.damagedInput));
  const { terminal } = person;
  const ask = (question: string) => askSecret(person, question);
  const keeper = await Keeper.open(messages);
  const tell = (text: string) => terminal.tell(text);
  const own = await roomOwn(plan.name, given, ask, tell, keeper, context);
  const identity = await keeper.memberKey(given.key);
  const inUse = (address: string) => messages.portInUseByRoom(address, programName());
  const notice = (text: string) => terminal.tell(paintNotice(text));
  // What happens in the room is told by the seat.
  const onEvent = (event: ServerEvent) => {
    if (event.kind === "not-kept") notice(describeKeeping(event, messages));
    if (event.kind === "no-page") notice(messages.pageFault(event.why));
  };
  const options = { ...plan, ...own, web, watch: false };
  const server = await openRoom(options, messages, onEvent, inUse);
  const guard = new ClosingGuard(server, terminal, messages);
  person.mayEnd = () => guard.mayClose(performance.now());
  const allowStop = refuseStop(terminal, messages.noStopping);
  try {
    const link = await linkLines(server, { ...own, certificate: web?.certificate }, messages);
    for (const line of await invitation(server, plan.announceAs, link, context)) {
      terminal.print(line);
    }
    if (own.file !== undefined) notice(messages.keptIn(own.file.path));
    notice(messages.leavingCloses);
    const { secret } = own;
    const entry = { identity, room: { key: server.key, secret }, invitation: () => link };
    const seat = sit(server, given.name, entry, person, guard, messages);
    return await Promise.race([seat, failureOf(server)]);
  } finally {
    allowStop();
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
  entry: Pick<ConversationOptions, "identity" | "room" | "invitation">,
  person: PersonAtTerminal,
  guard: ClosingGuard,
  messages: Messages,
): Promise<number> {
  const options = {
    ...entry,
    server: await reachServer(await resolveEndpoint(server.endpoint)),
    dialect: "reliable",
    history: DEFAULT_HISTORY,
    takesOver: true,
    meet: () => undefined,
    // A host that lost its seat and enters anew is no longer an operator, so it is made one again. If the
    // room is gone by then, its end says so.
    onSit: (name: string) => {
      guard.own = 1;
      server.ask({ kind: "op", name }).catch(() => {});
    },
  } as const;
  return await runConversation(options, name, person, messages);
}

/** Rejected where the server cannot go on, else never settled. */
async function failureOf(server: Server): Promise<never> {
  await server.ended;
  return await new Promise<never>(() => {});
}
