import { TextLineStream } from "@std/streams/text-line-stream";
import { output, PEERS } from "../support.ts";
import type { Load, Measurement, Percentiles } from "./system.ts";
import { type Usage, usage } from "./usage.ts";

/** What `fan` prints at its end. */
interface Printed {
  readonly share: number;
  readonly delivered: number;
  readonly deliveries_per_s: number;
  readonly all_have_it_us?: Percentiles;
}

/** The server that is to be loaded. */
export interface Target {
  readonly pid: number;
  readonly port: number;
  readonly protocol: "classic" | "irc" | "nats";
}

/** The peers' load, `fan.c`. */
export class Fan {
  readonly #program: string;

  private constructor(program: string) {
    this.#program = program;
  }

  /** Compiles it into `directory`. */
  static async compile(directory: string): Promise<Fan> {
    const program = `${directory}/fan`;
    const phases = new URL("phases.h", import.meta.url).pathname;
    await output("gcc", "-O2", "-include", phases, "-o", program, `${PEERS}/fan.c`);
    return new Fan(program);
  }

  /** One run; a signal that aborts ends it. */
  async run(target: Target, load: Load, signal: AbortSignal): Promise<Measurement> {
    const { members, messages, bytes, window } = load;
    const numbers = [target.port, members, messages, bytes, window].map(String);
    const before = await usage(target.pid);
    const child = new Deno.Command(this.#program, {
      args: [target.protocol, ...numbers],
      stdin: "piped",
      stdout: "piped",
      signal,
    }).spawn();
    const input = child.stdin.getWriter();
    const lines = child.stdout
      .pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream()).getReader();
    const next = async () => {
      const { value } = await lines.read();
      if (value !== undefined) return value;
      const { code, signal } = await child.status;
      throw new Error(`Cannot measure: the load ended with ${signal ?? `code ${code}`}`);
    };
    try {
      const goOn = () => input.write(new Uint8Array([0x0a]));
      await next();
      const entered = await usage(target.pid);
      await goOn();
      const printed: Printed = JSON.parse(await next());
      const after = await usage(target.pid);
      await goOn();
      return measurement(printed, [before, entered, after], members);
    } finally {
      // With its input closed, it waits for nothing any more.
      await input.close().catch(() => {});
      await lines.cancel().catch(() => {});
      await child.status;
    }
  }
}

function measurement(
  printed: Printed,
  [before, entered, after]: [Usage, Usage, Usage],
  members: number,
): Measurement {
  return {
    deliveriesPerSecond: printed.deliveries_per_s,
    share: printed.share,
    ...(printed.all_have_it_us && { allHaveIt: printed.all_have_it_us }),
    cpuPerDelivery: (after.cpu - entered.cpu) / printed.delivered,
    memoryPerMember: (entered.memory - before.memory) / members,
  };
}
