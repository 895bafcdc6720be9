import { TextLineStream } from "@std/streams/text-line-stream";
import { within } from "../../support/deadline.ts";
import { usage } from "../fanout/usage.ts";
import { median } from "../support.ts";

const MEGABYTES = 100;
const ROUNDS = 3;

/** Bytes that may be sent ahead: what our own ends allow each other, and so many that it never matters. */
const WINDOWS = [65_536, 1 << 20];

/** Milliseconds that a stream may take. */
const PATIENCE = 120_000;

/** What one stream took: seconds, and milliseconds of processor time at both ends for each megabyte. */
interface Cost {
  readonly seconds: number;
  readonly sending: number;
  readonly receiving: number;
}

/** One sealed stream from one process to another, on loopback. */
export async function benchStream(): Promise<string[]> {
  const costs = WINDOWS.map((): Cost[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, window] of WINDOWS.entries()) costs[index]?.push(await run(window));
  }
  return WINDOWS.map((window, index) => {
    const middle = (cost: keyof Cost) => median((costs[index] ?? []).map((one) => one[cost]));
    const rate = Math.round(MEGABYTES / middle("seconds"));
    return `stream of ${MEGABYTES} MB, window ${window}: ${rate} MB/s; processor time for each MB: ` +
      `${middle("sending").toFixed(1)} ms sending, ${middle("receiving").toFixed(1)} ms receiving`;
  });
}

async function run(window: number): Promise<Cost> {
  const bytes = MEGABYTES * 1_000_000;
  const receiver = start("receive", bytes, window);
  const lines = receiver.stdout.pipeThrough(new TextDecoderStream())
    .pipeThrough(new TextLineStream()).getReader();
  const next = async () => {
    const { value = "{}" } = await within(lines.read(), "the receiver", PATIENCE);
    return JSON.parse(value);
  };
  const { port } = await next();
  const sender = start("send", bytes, window, port);
  try {
    const { seconds } = await next();
    const [sending, receiving] = [await usage(sender.pid), await usage(receiver.pid)];
    const perMegabyte = (cpu: number) => cpu / 1000 / MEGABYTES;
    return {
      seconds,
      sending: perMegabyte(sending.cpu),
      receiving: perMegabyte(receiving.cpu),
    };
  } finally {
    for (const end of [sender, receiver]) end.kill("SIGKILL");
    await lines.cancel();
    await sender.stdout.cancel();
    await Promise.all([sender.status, receiver.status]);
  }
}

function start(...values: readonly (string | number)[]): Deno.ChildProcess {
  const program = new URL("end.ts", import.meta.url).pathname;
  const args = ["run", "--quiet", "--no-check", "--allow-net=127.0.0.1", program];
  return new Deno.Command(Deno.execPath(), {
    args: [...args, ...values.map(String)],
    stdout: "piped",
  }).spawn();
}
