import { within } from "../../support/deadline.ts";
import { Peer } from "../../support/peer.ts";
import { startServer } from "../../support/program.ts";
import { PEERS, tool } from "../support.ts";
import type { Fan, Target } from "./fan.ts";
import type { Load, Measurement, System } from "./system.ts";

/** A server that answers; disposing of it ends it. */
type Running = Omit<Target, "protocol"> & AsyncDisposable;

/** A server of one of the protocols that `fan.c` speaks. */
class LoadedByFan implements System {
  #running: Running | undefined;

  constructor(
    readonly name: string,
    readonly protocol: Target["protocol"],
    readonly fan: Fan,
    readonly launch: () => Promise<Running>,
  ) {}

  async start(): Promise<void> {
    this.#running = await this.launch();
  }

  async run(load: Load, signal: AbortSignal): Promise<Measurement> {
    if (this.#running === undefined) throw new Error(`Cannot load ${this.name}: it is not started`);
    const { pid, port } = this.#running;
    return await this.fan.run({ pid, port, protocol: this.protocol }, load, signal);
  }

  async stop(): Promise<void> {
    await this.#running?.[Symbol.asyncDispose]();
    this.#running = undefined;
  }
}

/** The room as the course teaches it. */
export function courseServer(fan: Fan): System {
  return new LoadedByFan("classic_server.py", "classic", fan, launchCourse);
}

/** Our server, spoken to in the classic dialect. */
export function ownClassic(fan: Fan): System {
  return new LoadedByFan("chatroom, classic", "classic", fan, launchOwn);
}

/** InspIRCd, or why it cannot be measured here. */
export async function inspircd(fan: Fan): Promise<System | string> {
  const fault = await tool("inspircd");
  if (fault !== undefined) return `InspIRCd is left out, because ${fault}`;
  return new LoadedByFan("InspIRCd", "irc", fan, launchInspircd);
}

async function launchOwn(): Promise<Running> {
  const { program, port } = await startServer();
  return { pid: program.pid, port, [Symbol.asyncDispose]: () => program[Symbol.asyncDispose]() };
}

async function launchCourse(): Promise<Running> {
  const port = freePort();
  const args = [`${PEERS}/classic_server.py`, `${port}`];
  return await launch("python3", args, port, () => untilItAnswers(port));
}

/** The port that its configuration names. */
const IRC_PORT = 16667;

async function launchInspircd(): Promise<Running> {
  if (await isListening(IRC_PORT)) {
    throw new Error(`Cannot start InspIRCd: port ${IRC_PORT} is in use`);
  }
  const args = ["--config", `${PEERS}/inspircd.conf`, "--nofork"];
  if (Deno.uid() === 0) args.push("--runasroot");
  return await launch("inspircd", args, IRC_PORT, async (signal) => {
    while (!signal.aborted && !await isListening(IRC_PORT)) await pause(20);
  });
}

/** Starts a process and waits until it answers; ends it if it doesn't. */
async function launch(
  command: string,
  args: string[],
  port: number,
  answers: (signal: AbortSignal) => Promise<void>,
): Promise<Running> {
  const child = new Deno.Command(command, { args, stdout: "null", stderr: "null" }).spawn();
  const end = async () => {
    try {
      child.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
    await child.status;
  };
  const waiting = new AbortController();
  const early = child.status.then(({ code }) => {
    throw new Error(`Cannot start ${command}: it ended with code ${code}`);
  });
  // Once it has answered, its end is no news.
  early.catch(() => {});
  try {
    await within(Promise.race([answers(waiting.signal), early]), `${command} to answer`);
    return { pid: child.pid, port, [Symbol.asyncDispose]: end };
  } catch (error) {
    await end();
    throw error;
  } finally {
    waiting.abort();
  }
}

function freePort(): number {
  const socket = Deno.listenDatagram({ transport: "udp", hostname: "127.0.0.1", port: 0 });
  const { port } = socket.addr as Deno.NetAddr;
  socket.close();
  return port;
}

/** Logs in, as often as it takes, and out again. */
async function untilItAnswers(port: number): Promise<void> {
  await using peer = new Peer({ hostname: "127.0.0.1", port });
  const asking = setInterval(() => peer.send("L probe"), 50);
  try {
    await peer.text();
    await peer.send("E probe");
  } finally {
    clearInterval(asking);
  }
}

async function isListening(port: number): Promise<boolean> {
  try {
    (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.ConnectionRefused) return false;
    throw error;
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
