/**
 * A class of one's own that is a process: it inherits Process, its constructor calls the parent's with
 * `super()`, and it overrides `run()`, which is what the process does.
 *
 * An object of the class exists twice. Here, it starts the process, waits for it and knows its number and
 * its exit code. In the process, the same constructor is called with the same arguments, and `run()` runs.
 */
import { type Child, Process, task } from "../../parallel/mod.ts";
import { defineLesson, type Stage } from "../lesson.ts";
import { EXPLANATION, OPTIONS, SUMMARY, TEXTS } from "./texts.ts";

/** A process that adds up the numbers from 1 to `last`. */
export class Adder extends Process<number> {
  readonly #last: number;

  constructor(name: string, last: number) {
    // A process gets a copy of no object: it is told which class to make, and with which arguments.
    super(task(import.meta.url, Adder, name, last), { name });
    this.#last = last;
  }

  /** What the process does. What it returns is what `join()` gives to the parent. */
  override run(): number {
    // Sent to the parent, because there is no shared memory between processes.
    this.parent.post(`${Deno.pid}`);
    let sum = 0;
    for (let number = 1; number <= this.#last; number++) sum += number;
    return sum;
  }
}

/** A process that fails on purpose. A subclass can be a parent too. */
export class Failing extends Process<number> {
  readonly #complaint: string;

  /** @param complaint what it says before it ends */
  constructor(name: string, complaint: string) {
    super(task(import.meta.url, Failing, name, complaint), { name });
    this.#complaint = complaint;
  }

  override run(): never {
    this.parent.post(`${Deno.pid}`);
    throw new RangeError(this.#complaint);
  }
}

/** What became of one of them. */
interface Ending {
  readonly name: string;
  readonly pid: number | undefined;
  /** The number that the process itself sent, which has to be the same. */
  readonly pidInside: number | undefined;
  readonly exitCode: number | undefined;
  readonly sum?: number;
  readonly error?: string;
}

/** Waits for the end of a process, well or badly. */
async function watch(process: Child<number>, signal: AbortSignal): Promise<Ending> {
  let pidInside: number | undefined;
  process.onMessage = (message) => pidInside = Number(message);
  const outcome = await process.join(signal).then(
    (sum) => ({ sum }),
    (error: Error) => ({ error: `${error.name}: ${error.message}` }),
  );
  signal.throwIfAborted();
  return {
    name: process.name,
    pid: process.pid,
    pidInside,
    exitCode: process.exitCode,
    ...outcome,
  };
}

/** Starts all of them, so that they run at the same time, and then waits for each. */
async function runProcesses(
  processes: readonly Process<number>[],
  { language, print, signal }: Stage,
): Promise<Ending[]> {
  const texts = TEXTS[language];
  print(texts.parent(Deno.pid));
  try {
    for (const process of processes) {
      process.start();
      print(texts.started(process.name, process.pid));
    }
    return await Promise.all(processes.map((process) => watch(process, signal)));
  } finally {
    // Whatever happened above, nothing stays behind. For one that has ended this does nothing.
    await Promise.all(processes.map((process) => process.terminate()));
  }
}

/** The lesson. */
export const processClass = defineLesson({
  name: "process-class",
  summary: SUMMARY,
  explanation: EXPLANATION,
  options: OPTIONS,
  sources: [new URL("./lesson.ts", import.meta.url)],
  async run({ last }, stage) {
    const texts = TEXTS[stage.language];
    const adders = ["Ada", "Bob", "Eve"].map((name, index) => new Adder(name, last * (index + 1)));
    const endings = await runProcesses([...adders, new Failing("Tom", texts.complaint)], stage);
    for (const ending of endings) {
      stage.print(texts.ended(ending.name, ending.exitCode, ending.error ?? `${ending.sum}`));
    }
    const pids = new Set([Deno.pid, ...endings.map(({ pid }) => pid)]);
    const [failed, ...added] = endings.toReversed();
    const isRight = ({ sum, exitCode }: Ending, index: number) => {
      const n = last * (added.length - index);
      return exitCode === 0 && sum === n * (n + 1) / 2;
    };
    const facts = [
      { holds: pids.size === endings.length + 1, text: texts.ownPids },
      { holds: endings.every(({ pid, pidInside }) => pid === pidInside), text: texts.samePid },
      { holds: added.every(isRight), text: texts.rightSums },
      {
        holds: failed?.exitCode === 1 && failed.error === `RangeError: ${texts.complaint}`,
        text: texts.failed,
      },
    ];
    return { facts, data: { parent: Deno.pid, processes: endings } };
  },
});
