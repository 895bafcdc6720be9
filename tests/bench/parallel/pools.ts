/** What a task costs in a pool of two: ours, tinypool's and that of Python's multiprocessing. */
import { Tinypool } from "npm:tinypool@2.2.0";
import { exported, Pool } from "../../../src/parallel/mod.ts";
import { type Measurement, perOperation } from "./measure.ts";
import { double, HERE } from "./tasks.ts";

const SIZE = 2;
const target = exported(HERE, double);

/** How the tasks are handed in. */
export const WAYS = ["one at a time", "all at once", "map"] as const;

/** Pools to measure, and how to end them. */
export interface Pools extends AsyncDisposable {
  readonly measurements: Measurement[];
  /** Why something is missing from the measurements. */
  readonly notes: string[];
}

/** Every pool there is on this machine. */
export async function pools(count: number): Promise<Pools> {
  const stack = new AsyncDisposableStack();
  const threads = stack.use(new Pool({ size: SIZE }));
  const processes = stack.use(new Pool({ size: SIZE, kind: "process" }));
  const tinypool = new Tinypool({
    filename: HERE,
    name: "double",
    minThreads: SIZE,
    maxThreads: SIZE,
  });
  stack.defer(() => tinypool.destroy());
  const measurements = [
    ...ours("Pool of threads", threads, count),
    ...ours("Pool of processes", processes, count),
    ...calls("tinypool", (value) => tinypool.run(value), count),
  ];
  const python = await Python.start(count);
  if (!python) {
    const notes = ["Python's multiprocessing.Pool is missing: there is no python3 here"];
    return { measurements, notes, [Symbol.asyncDispose]: () => stack.disposeAsync() };
  }
  stack.use(python);
  measurements.push(...python.measurements());
  return { measurements, notes: [], [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

function calls(
  name: string,
  call: (value: number) => Promise<number>,
  count: number,
): Measurement[] {
  const few = Math.ceil(count / 10);
  return [
    {
      name: `${name}, one at a time`,
      once: () =>
        perOperation(few, async () => {
          for (let i = 0; i < few; i++) await call(i);
        }),
    },
    {
      name: `${name}, all at once`,
      once: () =>
        perOperation(few, () => Promise.all(Array.from({ length: few }, (_, i) => call(i)))),
    },
  ];
}

function ours(name: string, pool: Pool, count: number): Measurement[] {
  const values = Array.from({ length: count }, (_, i) => i);
  const map = {
    name: `${name}, map`,
    once: () => perOperation(count, () => pool.map(target, values)),
  };
  return [...calls(name, (value) => pool.apply(target, value), count), map];
}

const SCRIPT = `
import multiprocessing, sys, time
def double(value): return 2 * value
if __name__ == "__main__":
    count = int(sys.argv[1]); few = (count + 9) // 10
    with multiprocessing.Pool(${SIZE}) as pool:
        def one():
            for i in range(few): pool.apply(double, (i,))
            return few
        def burst():
            for result in [pool.apply_async(double, (i,)) for i in range(few)]: result.get()
            return few
        def all():
            pool.map(double, range(count))
            return count
        for line in sys.stdin:
            start = time.perf_counter()
            done = {"one at a time": one, "all at once": burst, "map": all}[line.strip()]()
            print((time.perf_counter() - start) / done * 1e6, flush=True)
`;

/** A Python that measures when it is told to. */
class Python implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #output: ReadableStreamDefaultReader<string>;
  readonly #script: string;
  #text = "";

  constructor(child: Deno.ChildProcess, script: string) {
    this.#child = child;
    this.#script = script;
    this.#input = child.stdin.getWriter();
    this.#output = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** Undefined if there is no Python. */
  static async start(count: number): Promise<Python | undefined> {
    // Its children are started afresh from the script on some systems, so it must be a file.
    const script = await Deno.makeTempFile({ suffix: ".py" });
    await Deno.writeTextFile(script, SCRIPT);
    try {
      const args = [script, `${count}`];
      const command = new Deno.Command("python3", { args, stdin: "piped", stdout: "piped" });
      return new Python(command.spawn(), script);
    } catch (error) {
      await Deno.remove(script);
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    }
  }

  measurements(): Measurement[] {
    return WAYS.map((way) => ({
      name: `Python's Pool, ${way}`,
      once: async () => {
        await this.#input.write(new TextEncoder().encode(`${way}\n`));
        return Number(await this.#line());
      },
    }));
  }

  async #line(): Promise<string> {
    while (!this.#text.includes("\n")) {
      const { value, done } = await this.#output.read();
      if (done) throw new Error("Cannot measure Python: it has ended");
      this.#text += value;
    }
    const [line = "", ...rest] = this.#text.split("\n");
    this.#text = rest.join("\n");
    return line;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#input.close();
    await this.#child.status;
    await this.#output.cancel();
    await Deno.remove(this.#script);
  }
}
