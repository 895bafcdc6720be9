import { within } from "../../support/deadline.ts";
import { Peer } from "../../support/peer.ts";
import { startServer } from "../../support/program.ts";
import { find, PEERS } from "../support.ts";
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

/** The peers that are Debian packages, as far as they are installed; and the names of the packages that are not. */
export async function packagedServers(
  fan: Fan,
): Promise<{ readonly systems: readonly System[]; readonly missing: readonly string[] }> {
  const systems: System[] = [];
  const missing: string[] = [];
  for (const { name, program, protocol, port, args } of PACKAGED) {
    const command = await find(program);
    if (command === undefined) missing.push(program);
    else {
      const launch = () => launchPackaged(command, port(), args);
      systems.push(new LoadedByFan(name, protocol, fan, launch));
    }
  }
  return { systems, missing };
}

/** The servers that are packages, each with the port that it listens on, and the arguments that tell it so. */
const PACKAGED = [
  {
    name: "InspIRCd",
    program: "inspircd",
    protocol: "irc",
    // Its configuration says so.
    port: () => 16667,
    args: () => [
      ...["--config", `${PEERS}/inspircd.conf`, "--nofork"],
      ...(Deno.uid() === 0 ? ["--runasroot"] : []),
    ],
  },
  {
    name: "NATS",
    program: "nats-server",
    protocol: "nats",
    port: freePort,
    args: (port: number) => ["-a", "127.0.0.1", "-p", `${port}`],
  },
] as const;

async function launchOwn(): Promise<Running> {
  const { program, port } = await startServer("--memory");
  return { pid: program.pid, port, [Symbol.asyncDispose]: () => program[Symbol.asyncDispose]() };
}

async function launchCourse(): Promise<Running> {
  const port = freePort();
  const args = [`${PEERS}/classic_server.py`, `${port}`];
  return await launch("python3", args, port, () => untilItAnswers(port));
}

async function launchPackaged(
  command: string,
  port: number,
  args: (port: number) => string[],
): Promise<Running> {
  if (await isListening(port)) throw new Error(`Cannot start ${command}: port ${port} is in use`);
  return await launch(command, args(port), port, async (signal) => {
    while (!signal.aborted && !await isListening(port)) await pause(20);
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
