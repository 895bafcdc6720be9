// The classic relay against the room as the course teaches it, under the same load, in one run.

import { Peer } from "../support/peer.ts";
import { startServer } from "../support/program.ts";
import { median, PEERS, tool } from "./support.ts";

const MEMBERS = 100;
const MESSAGES = 3000;
const BYTES = 40;
const WINDOW = 1;
const ROUNDS = 5;

/** What `fan` prints. */
interface Fan {
  readonly share: number;
  readonly deliveries_per_s: number;
  readonly all_have_it_us: { readonly p50: number; readonly p99: number };
}

/** Deliveries a second with 100 members and one message under way, ours against the course's server. */
export async function benchClassic(): Promise<string[]> {
  const missing = [await tool("gcc"), await tool("python3")].flatMap((fault) => fault ?? []);
  if (missing.length > 0) return [`classic relay: left out, because ${missing.join(" and ")}`];
  const directory = await Deno.makeTempDir();
  try {
    const fan = `${directory}/fan`;
    await run("gcc", "-O2", "-o", fan, `${PEERS}/fan.c`);
    const ours: Fan[] = [];
    const theirs: Fan[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      theirs.push(await measureCourse(fan));
      ours.push(await measureOurs(fan));
    }
    const ratios = ours.map((result, round) =>
      result.deliveries_per_s / (theirs[round]?.deliveries_per_s ?? NaN)
    );
    const describe = (name: string, results: readonly Fan[]) => {
      const rate = median(results.map((result) => result.deliveries_per_s));
      const p50 = median(results.map((result) => result.all_have_it_us.p50));
      const share = Math.min(...results.map((result) => result.share));
      return `  ${name.padEnd(18)} ${
        rate.toFixed(0).padStart(8)
      } deliveries/s   all have it after ` +
        `${p50.toFixed(0)} µs   delivered ${(share * 100).toFixed(1)} %`;
    };
    return [
      `classic relay: ${MEMBERS} members, ${BYTES} bytes, window ${WINDOW}, median of ${ROUNDS} rounds`,
      describe("classic_server.py", theirs),
      describe("chatroom serve", ours),
      `  ratio ${median(ratios).toFixed(2)} (${
        ratios.map((ratio) => ratio.toFixed(2)).join(", ")
      })`,
    ];
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

async function measureOurs(fan: string): Promise<Fan> {
  const { program, port } = await startServer();
  await using _ = program;
  return await load(fan, port);
}

async function measureCourse(fan: string): Promise<Fan> {
  const port = freePort();
  const server = new Deno.Command("python3", {
    args: [`${PEERS}/classic_server.py`, `${port}`],
    stdout: "null",
    stderr: "null",
  }).spawn();
  try {
    await untilItAnswers(port);
    return await load(fan, port);
  } finally {
    server.kill("SIGKILL");
    await server.status;
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

async function load(fan: string, port: number): Promise<Fan> {
  const numbers = [port, MEMBERS, MESSAGES, BYTES, WINDOW].map(String);
  return JSON.parse(await run(fan, "classic", ...numbers));
}

async function run(command: string, ...args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args }).output();
  if (!success) throw new Error(`${command}: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout);
}
