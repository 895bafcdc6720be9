import type { ServerEvent, ServerOptions } from "../../server/mod.ts";
import { OperatorConsole, ServerLog } from "../../talk/mod.ts";
import { InputError, openTerminal, PlainTerminal, type Terminal } from "../../terminal/mod.ts";
import { parseOptions } from "../arguments/options.ts";
import { ROOM_OPTIONS, serverOptions } from "../arguments/room_options.ts";
import { ClosingGuard } from "../closing_guard.ts";
import type { Command, Context } from "../command.ts";
import { EXIT_OK } from "../errors.ts";
import { invitation, openRoom } from "../open_room.ts";
import { onTermination, warn } from "../process.ts";
import { programName } from "../program_name.ts";

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
  ],
  options: ROOM_OPTIONS,
  async run(args, context) {
    const { options } = parseOptions(ROOM_OPTIONS, 0, args, context.messages);
    return await serveUntilStopped(serverOptions(options, context), context);
  },
};

async function serveUntilStopped(
  options: Omit<ServerOptions, "watch">,
  { messages, isInBackground = false }: Context,
): Promise<number> {
  const stopping = Promise.withResolvers<void>();
  // Without a reader of the log, it serves on; Ctrl-C at the line editor stops it.
  const onEnd = () => terminal.interactive && stopping.resolve();
  const onDamaged = () => warn(messages.damagedInput);
  const terminal: Terminal = isInBackground
    ? new PlainTerminal(false, onEnd, onDamaged)
    : openTerminal(onEnd, onDamaged);
  const log = new ServerLog(terminal, messages);
  const operator = new OperatorConsole(terminal, messages, programName(), stopping.resolve);
  const onEvent = (event: ServerEvent) => {
    log.add(event);
    if (event.kind === "entry") operator.follow(event.entry);
    return terminal.drained;
  };
  let guard: ClosingGuard | undefined;
  const interrupt = async () => {
    if (terminal.discard()) return;
    if (guard === undefined || await guard.mayClose(performance.now())) stopping.resolve();
  };
  const ignoreSignals = onTermination((signal) => {
    if (signal === "SIGINT" && terminal.interactive) interrupt();
    else stopping.resolve();
  });
  try {
    // Nobody may expect a file to hold what was said.
    const watch = terminal.interactive && Deno.stdout.isTerminal();
    const server = await openRoom({ ...options, watch }, messages, onEvent);
    guard = new ClosingGuard(server, terminal, messages);
    for (const line of invitation(server, options, messages)) terminal.print(line);
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
    terminal.print(messages.roomClosed);
    return EXIT_OK;
  } finally {
    terminal.close();
    ignoreSignals();
  }
}
