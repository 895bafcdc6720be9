import { type Packed, unpack } from "./arguments.ts";
import type { Channel } from "./channel.ts";
import { type ErrorReport, report } from "./errors.ts";
import { load, type Loaded } from "./execute.ts";
import { Process } from "./process.ts";
import { type Target, task } from "./target.ts";
import { Thread } from "./thread.ts";

/** What a pool asks of a worker; undefined is the end of its work. */
export interface Job {
  readonly target: Target<never, unknown>;
  /** One call with these arguments, or one call with each of these values. */
  readonly work:
    | { readonly args: readonly unknown[] }
    | { readonly packed: readonly Packed[] }
    | { readonly values: readonly unknown[] };
}

/** What a worker answers. */
export type JobResult = { readonly results: unknown[] } | { readonly error: ErrorReport };

/** A worker of a pool, either kind: does one job at a time, in the order in which they come. */
export type PoolWorker = ThreadWorker | ProcessWorker;

/** A worker of a pool of threads. */
export class ThreadWorker extends Thread<void, JobResult, Job | undefined> {
  constructor() {
    super(task(import.meta.url, ThreadWorker), { name: "pool worker" });
  }

  override run(): Promise<void> {
    return serveJobs(this.parent);
  }
}

/** A worker of a pool of processes. */
export class ProcessWorker extends Process<void, JobResult, Job | undefined> {
  constructor() {
    super(task(import.meta.url, ProcessWorker), { name: "pool worker" });
  }

  override run(): Promise<void> {
    return serveJobs(this.parent);
  }
}

/** Does jobs until there are no more. */
function serveJobs(parent: Channel<Job | undefined, JobResult>): Promise<void> {
  const loaded = new Map<string, Loaded>();
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  parent.onMessage = async (job) => {
    if (!job) return end();
    try {
      const key = `${job.target.name} ${job.target.module}`;
      let call = loaded.get(key);
      if (!call) loaded.set(key, call = await load(job.target));
      parent.post({ results: await perform(call, job.work) });
    } catch (error) {
      parent.post({ error: report(error) });
    }
  };
  return ended;
}

async function perform(call: Loaded, work: Job["work"]): Promise<unknown[]> {
  if ("args" in work) return [await call(...work.args)];
  if ("packed" in work) return [await call(...unpack(work.packed))];
  const results: unknown[] = [];
  for (const value of work.values) {
    const result = call(value);
    // Only what is a promise costs a turn of the event loop.
    results.push(result instanceof Promise ? await result : result);
  }
  return results;
}
