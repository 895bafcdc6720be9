import { type Packed, unpack } from "../arguments.ts";
import type { Channel } from "../channel.ts";
import type { ToParent } from "../child.ts";
import { type ErrorReport, report } from "../errors.ts";
import { load, type Loaded } from "../execute.ts";
import { Process } from "../process/process.ts";
import { type Target, task } from "../target.ts";
import { Thread } from "../thread/thread.ts";

/** What a pool asks of a worker; undefined is the end of its work. */
export interface Job {
  /** Number of the function to call. */
  readonly target: number;
  /** Which function that is, if the worker has not been told. */
  readonly define?: Target<never, unknown>;
  /**
   * How `data` is meant: the arguments of a call, such made ready for a thread, or a value each for calls.
   */
  readonly kind: "args" | "packed" | "values";
  readonly data: readonly unknown[];
}

/** What a worker answers, and how many milliseconds the job took. */
export type JobResult =
  | { readonly took: number; readonly result: unknown }
  | { readonly took: number; readonly error: ErrorReport };

/** A worker of a pool, either kind: does one job at a time, in the order in which they come. */
export type PoolWorker = ThreadWorker | ProcessWorker;

/** A worker of a pool of threads. */
export class ThreadWorker extends Thread<void, JobResult, Job | undefined> {
  readonly #begun: Int32Array;

  constructor(begun = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))) {
    super(task(import.meta.url, ThreadWorker, begun), { name: "pool worker" });
    this.#begun = begun;
  }

  /** Number of jobs that it has begun. */
  get begun(): number {
    return Atomics.load(this.#begun, 0);
  }

  override run(): Promise<void> {
    return serveJobs(this.parent, () => Atomics.add(this.#begun, 0, 1));
  }
}

/** What a worker of a pool of processes says when it begins a job: they share no memory. */
const BEGUN = "begun";

/** A worker of a pool of processes. */
export class ProcessWorker extends Process<void, JobResult, Job | undefined> {
  #begun = 0;

  constructor() {
    super(task(import.meta.url, ProcessWorker), { name: "pool worker" });
  }

  /** Number of jobs that it has begun. */
  get begun(): number {
    return this.#begun;
  }

  protected override accept(event: ToParent): void {
    if (event.kind === "message" && event.message === BEGUN) this.#begun++;
    else super.accept(event);
  }

  override run(): Promise<void> {
    const parent = this.parent as Channel<Job | undefined, JobResult | typeof BEGUN>;
    return serveJobs(parent, () => parent.post(BEGUN));
  }
}

/** Does jobs until there are no more. `begin` is called before each. */
function serveJobs(
  parent: Channel<Job | undefined, JobResult>,
  begin: () => void,
): Promise<void> {
  const loaded = new Map<number, Promise<Loaded>>();
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  const serve = async (job: Job | undefined) => {
    if (!job) return end();
    begin();
    const start = performance.now();
    const took = () => performance.now() - start;
    try {
      if (job.define) loaded.set(job.target, load(job.define));
      const result = await perform(await loaded.get(job.target)!, job);
      parent.post({ took: took(), result });
    } catch (error) {
      parent.post({ took: took(), error: report(error) });
    }
  };
  let last = Promise.resolve();
  parent.onMessage = (job) => last = last.then(() => serve(job));
  return ended;
}

/** The result of one call, or the results of a call with each value. */
async function perform(call: Loaded, { kind, data }: Job): Promise<unknown> {
  if (kind === "args") return call(...data);
  if (kind === "packed") return call(...unpack(data as readonly Packed[]));
  const results: unknown[] = [];
  for (const value of data) {
    const result = call(value);
    // Only what is a promise costs a turn of the event loop.
    results.push(result instanceof Promise ? await result : result);
  }
  return results;
}
