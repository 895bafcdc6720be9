import { Channel } from "../channel.ts";
import { decode, encode } from "../codec.ts";
import { report } from "../errors.ts";
import { execute } from "../execute.ts";
import { encodeFrame, type Frame, FrameParser, FrameType } from "./frames.ts";
import type { ProcessStart } from "./process.ts";
import { ProcessQueue } from "../queue/process_queue.ts";
import { Requests } from "../queue/remote_broker.ts";

/**
 * What the program does when it was started as a child: carries out the task that its parent tells it
 * through the standard input. Whoever calls this ends the process with the exit code that it gives.
 *
 * @throws {TypeError} If the standard input is not that of a child.
 */
export async function runChild(): Promise<number> {
  // Ctrl-C at a terminal reaches parent and children alike; what it means is for the parent to say.
  Deno.addSignalListener("SIGINT", () => {});
  const parent = Deno.ppid;
  const start = decode(readStart().body) as ProcessStart;
  const channel = new Channel<unknown, unknown>((message) => {
    write({ type: FrameType.MESSAGE, id: 0, body: encode(message) });
  });
  const requests = new Requests(write);
  new Worker(new URL("./watch.ts", import.meta.url), { type: "module", name: `${parent}` });
  const args = start.args.map((arg) =>
    "value" in arg ? arg.value : new ProcessQueue(requests.broker(arg.queue, arg.sizes))
  );
  try {
    const strayed = strayError();
    readFrames((frame) => {
      if (frame.type === FrameType.REPLY) requests.accept(frame);
      else channel.deliver(decode(frame.body));
    });
    const value = await Promise.race([execute({ target: start.target, args }, channel), strayed]);
    write({ type: FrameType.DONE, id: 0, body: encode(value) });
    return 0;
  } catch (error) {
    write({ type: FrameType.FAILED, id: 0, body: encode(report(error)) });
    return 1;
  }
}

/** Reads the first frame, and not a byte more. */
function readStart(): Frame {
  const parser = new FrameParser();
  for (;;) {
    const chunk = new Uint8Array(parser.missing);
    const length = Deno.stdin.readSync(chunk);
    const part = parser.feed(chunk.subarray(0, length ?? 0)).next().value;
    if (part && "type" in part && part.type === FrameType.START) return part;
    if (part || length === null) {
      throw new TypeError("Cannot run as a child: the standard input is not that of a parent");
    }
  }
}

/** Reads the frames after the first. The end of the input is the end of the process. */
async function readFrames(hear: (frame: Frame) => void): Promise<void> {
  const parser = new FrameParser();
  const chunk = new Uint8Array(65_536);
  for (;;) {
    const length = await Deno.stdin.read(chunk);
    if (length === null) Deno.kill(Deno.pid, "SIGKILL");
    for (const part of parser.feed(chunk.subarray(0, length ?? 0))) {
      if ("type" in part) hear(part);
    }
  }
}

function write(frame: Frame): void {
  for (let rest = encodeFrame(frame); rest.length > 0;) {
    rest = rest.subarray(Deno.stdout.writeSync(rest));
  }
}

/** Rejects with the first error that nobody awaits, in a timer for instance. */
function strayError(): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  addEventListener("error", (event) => {
    event.preventDefault();
    reject(event.error);
  });
  addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    reject(event.reason);
  });
  return promise;
}
