import type { ServerEvent } from "../../server/mod.ts";
import { OperatorConsole, ServerLog } from "../../talk/mod.ts";
import { InputError, openTerminal, PipeTerminal, type Terminal } from "../../terminal/mod.ts";
import { type OptionSpecs, type OptionValues, parseOptions } from "../arguments/options.ts";
import { ROOM_OPTIONS, serverOptions } from "../arguments/room_options.ts";
import { fileOption } from "../arguments/values.ts";
import { isSaid } from "../log/format.ts";
import { Transcript } from "../log/transcript.ts";
import { CLUSTER, CLUSTER_ROOM, clusterPlan } from "../cluster.ts";
import { ClosingGuard } from "../closing_guard.ts";
import type { Command, Context } from "../command.ts";
import { EXIT_OK } from "../errors.ts";
import { askSecret } from "../recognize_room.ts";
import { invitation, linkLines } from "../invitation.ts";
import { Keeper } from "../keeper.ts";
import { openRoom, roomOwn } from "../open_room.ts";
import { onTermination, refuseStop, warn } from "../process.ts";
import { programName } from "../program_name.ts";
import { webPlan } from "../web.ts";

const OPTIONS = {
  ...ROOM_OPTIONS,
  ...CLUSTER,
  "transcript": fileOption((help) => help.option.transcript),
} satisfies OptionSpecs;

/** `chatroom serve`. */
export const serve: Command = {
  name: "serve",
  summary: (help) => help.serve,
  examples: [
    { line: "chatroom serve --room Tea", summary: (help) => help.example.serve },
    {
      line: "chatroom serve --port 9000 --no-announce",
      summary: (help) => help.example.unannounced,
    },
    {
      line: "chatroom serve --cluster nats://n1,n2,n3 --cluster-secret-file secret",
      summary: (help) => help.example.cluster,
    },
  ],
  options: OPTIONS,
  async run(args, context) {
    const { options } = parseOptions(OPTIONS, 0, args, context.messages);
    const room = options.room ?? (options.cluster && CLUSTER_ROOM);
    return await serveUntilStopped({ ...options, room }, context);
  },
};

async function serveUntilStopped(
  given: OptionValues<typeof OPTIONS>,
  context: Context,
): Promise<number> {
  const { messages, isInBackground = false } = context;
  const stopping = Promise.withResolvers<void>();
  // Without a reader of the log, it serves on; Ctrl-C at the line editor stops it.
  const onEnd = () => terminal.interactive && stopping.resolve();
  const onDamaged = () => warn(messages.damagedInput);
  const terminal: Terminal = isInBackground
    ? new PipeTerminal(false, onEnd, onDamaged)
    : openTerminal(onEnd, onDamaged);
  const log = new ServerLog(terminal, messages);
  using transcript = given.transcript === undefined
    ? undefined
    : new Transcript(given.transcript, messages);
  let invite = (): readonly string[] => [];
  const operator = new OperatorConsole(
    terminal,
    messages,
    programName(),
    stopping.resolve,
    () => invite(),
  );
  // Nobody may expect a file to hold what was said, unless it is asked for.
  const isWatched = terminal.interactive && Deno.stdout.isTerminal();
  const onEvent = (event: ServerEvent) => {
    if (event.kind === "entry") {
      operator.follow(event.entry);
      transcript?.add(event.entry);
    }
    if (isWatched || !isSpeech(event)) log.add(event);
    return terminal.drained;
  };
  let guard: ClosingGuard | undefined;
  const interrupt = async () => {
    if (terminal.discard()) return;
    // It may be waiting for a password.
    if (guard === undefined) terminal.close();
    if (guard === undefined || await guard.mayClose(performance.now())) stopping.resolve();
  };
  const ignoreSignals = onTermination((signal) => {
    if (signal === "SIGINT" && terminal.interactive) interrupt();
    else stopping.resolve();
  });
  const allowStop = refuseStop(terminal, messages.noStoppingServer);
  try {
    const watch = isWatched || transcript !== undefined;
    const plan = serverOptions(given, context);
    const web = await webPlan(given, messages);
    const lines = terminal.lines();
    const ask = (question: string) => askSecret({ terminal, lines }, question);
    const tell = (text: string) => terminal.print(text);
    const keeper = await Keeper.open(messages);
    const cluster = await clusterPlan(given, plan.name, keeper, context);
    const kept = await roomOwn(plan.name, given, ask, tell, keeper, context);
    const own = { ...kept, cluster };
    const server = await openRoom({ ...plan, ...own, web, watch }, messages, onEvent);
    const link = await linkLines(server, { ...own, certificate: web?.certificate }, messages);
    invite = () => link;
    guard = new ClosingGuard(server, terminal, messages);
    const shown = await invitation(server, plan.announceAs, link, context);
    shown.forEach((line) => terminal.print(line));
    if (own.file !== undefined) terminal.print(messages.keptIn(own.file.path));
    if (isInBackground) {
      terminal.print(messages.noConsole);
    } else {
      operator.run(server).catch((error) => {
        if (!(error instanceof InputError)) return stopping.reject(error);
        // It serves on without a console.
        warn(messages.inputFault[error.fault]);
      });
    }
    server.ended.catch(stopping.reject);
    await stopping.promise;
    await server.stop();
    terminal.close();
    terminal.print(cluster === undefined ? messages.roomClosed : messages.serverLeft);
    return EXIT_OK;
  } finally {
    terminal.close();
    allowStop();
    ignoreSignals();
  }
}

/** Whether an event is somebody's words. */
function isSpeech(event: ServerEvent): boolean {
  return event.kind === "entry" && isSaid(event.entry);
}
