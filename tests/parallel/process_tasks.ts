/** What the processes in these tests run. */
// deno-lint-ignore-file no-console -- what is printed is what is tested
import { Process, type ProcessQueue, task } from "../../src/parallel/mod.ts";
import { Mutex } from "../../src/sync/mod.ts";

export const HERE = import.meta.url;

export class Greeter extends Process<string, string, string> {
  readonly #greeting: string;

  constructor(readonly who: string) {
    super(task(HERE, Greeter, who), { name: `greeter of ${who}` });
    this.#greeting = `hello ${who}`;
  }

  override run(): Promise<string> {
    this.parent.post(this.#greeting);
    const { promise, resolve } = Promise.withResolvers<string>();
    this.parent.onMessage = (answer) => resolve(`${this.name}: ${answer} ${Deno.pid}`);
    return promise;
  }
}

/** Says that it runs, then never comes back to its event loop. */
export class Stuck extends Process<never, string> {
  constructor(readonly how: "locked" | "computing") {
    super(task(HERE, Stuck, how));
  }

  override run(): never {
    this.parent.post("running");
    const mutex = new Mutex();
    if (this.how === "locked") mutex.lock();
    for (;;) if (this.how === "locked") mutex.lock();
  }
}

/** Prints on both outputs. */
export function print(): string {
  console.log("first line, ünïcode");
  console.error("on the error output");
  console.log("x".repeat(100_000));
  return "done";
}

export function exit(code: number): never {
  Deno.exit(code);
}

export function giveBack<T>(value: T): T {
  return value;
}

export async function produce(
  producer: number,
  queue: ProcessQueue<[number, number]>,
  count: number,
): Promise<void> {
  for (let serial = 0; serial < count; serial++) await queue.put([producer, serial], 20_000);
}

export async function consume(queue: ProcessQueue<[number, number]>): Promise<[number, number][]> {
  const got: [number, number][] = [];
  for await (const value of queue) got.push(value);
  return got;
}

/** What each kind of wait gives when it ends without a value. */
export async function giveUp(
  empty: ProcessQueue<number>,
  full: ProcessQueue<number>,
): Promise<string[]> {
  const names: string[] = [];
  const note = (error: unknown) => names.push((error as Error).name);
  await empty.get(5).catch(note);
  await full.put(1, 5).catch(note);
  await empty.get(AbortSignal.timeout(5)).catch(note);
  await full.put(1, AbortSignal.abort(new RangeError("left"))).catch(note);
  await full.put(0.5 as number, 5).catch(note);
  names.push((await empty.tryGet()).status, await full.tryPut(1));
  return names;
}

/** Waits for a value that it never gets. */
export async function waitForValue(queue: ProcessQueue<number>): Promise<number> {
  const value = queue.get();
  return await value;
}
