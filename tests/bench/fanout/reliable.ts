import { TextLineStream } from "@std/streams/text-line-stream";
import { type Program, startServer } from "../../support/program.ts";
import type { Printed, Ready } from "./load.ts";
import type { Load, Measurement, System } from "./system.ts";
import { usage } from "./usage.ts";

/** Our server, spoken to in the reliable dialect by one process that drives all members. */
export class Reliable implements System {
  readonly name: string;
  readonly #args: readonly string[];
  #server: { readonly program: Program; readonly port: number } | undefined;

  /** @param args options of `chatroom serve` */
  constructor(name: string, ...args: string[]) {
    this.name = name;
    this.#args = args;
  }

  async start(): Promise<void> {
    this.#server = await startServer(...this.#args);
  }

  async stop(): Promise<void> {
    await this.#server?.program[Symbol.asyncDispose]();
    this.#server = undefined;
  }

  async run(load: Load, signal: AbortSignal): Promise<Measurement> {
    if (this.#server === undefined) throw new Error("Cannot load the server: it is not started");
    const { program: { pid }, port } = this.#server;
    const before = await usage(pid);
    await using process = new LoadProcess(port, load, signal);
    await process.read<Ready>();
    const ready = await usage(pid);
    await process.goOn();
    const printed = await process.read<Printed>();
    const after = await usage(pid);
    const memory = ready.memory - before.memory;
    return measurement(load, printed, after.cpu - ready.cpu, memory);
  }
}

function measurement(
  { members, messages }: Load,
  { seconds, delivered, datagrams, bytes, times }: Printed,
  cpu: number,
  memory: number,
): Measurement {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? NaN;
  return {
    deliveriesPerSecond: delivered / seconds,
    share: delivered / (messages * (members - 1)),
    ...(sorted.length > 0 && { allHaveIt: { p50: at(0.5), p99: at(0.99) } }),
    datagramsPerSecond: datagrams / seconds,
    bytesPerDatagram: bytes / datagrams,
    cpuPerDelivery: cpu / delivered,
    memoryPerMember: memory / members,
  };
}

/** The process that drives the members; disposing of it ends it. */
class LoadProcess implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #lines: ReadableStreamDefaultReader<string>;

  constructor(
    port: number,
    { members, messages, bytes, window, pages = 0 }: Load,
    signal: AbortSignal,
  ) {
    const program = new URL("load.ts", import.meta.url).pathname;
    const numbers = [port, members, messages, bytes, window, pages].map(String);
    this.#child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--no-check", "--allow-net=127.0.0.1", program, ...numbers],
      stdin: "piped",
      stdout: "piped",
      signal,
    }).spawn();
    this.#input = this.#child.stdin.getWriter();
    const text = this.#child.stdout.pipeThrough(new TextDecoderStream());
    this.#lines = text.pipeThrough(new TextLineStream()).getReader();
  }

  async read<T>(): Promise<T> {
    const { value } = await this.#lines.read();
    if (value === undefined) throw new Error("Cannot measure: the load ended early");
    return JSON.parse(value) as T;
  }

  async goOn(): Promise<void> {
    await this.#input.write(new Uint8Array(1));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#input.close().catch(() => {});
    await this.#lines.cancel();
    await this.#child.status;
  }
}
