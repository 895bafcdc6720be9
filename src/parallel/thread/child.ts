import { followStop } from "../../sync/mod.ts";
import { unpack } from "../arguments.ts";
import { Channel } from "../channel.ts";
import type { ToParent } from "../child.ts";
import { report } from "../errors.ts";
import { execute } from "../execute.ts";
import type { ThreadStart } from "./thread.ts";

/** What a worker's global object has that the types of a main thread don't. */
interface WorkerScope extends EventTarget {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(message: ToParent): void;
  close(): void;
}

/**
 * The child's side of a `Thread` made from a worker of the caller's own: the worker's file calls this at its
 * top level. What `run` returns is what `join()` gives in the parent; what it throws, `join()` throws. The
 * worker ends when `run` does.
 */
export function serveThread<Received, Sent>(
  run: (parent: Channel<Received, Sent>) => unknown,
): void {
  serve((_start, parent) => run(parent as Channel<Received, Sent>));
}

/** The child's side of a `Thread` made from a task. */
export function serveTask(): void {
  serve((start, parent) => {
    if (!start.task) throw new TypeError(`Cannot run ${start.name}: it has no task`);
    return execute({ target: start.task.target, args: unpack(start.task.args) }, parent);
  });
}

function serve(run: (start: ThreadStart, parent: Channel<unknown, unknown>) => unknown): void {
  const scope = globalThis as unknown as WorkerScope;
  const tell = (event: ToParent) => scope.postMessage(event);
  const channel = new Channel<unknown, unknown>((message) => tell({ kind: "message", message }));
  const close = scope.close.bind(scope);
  const end = (last: ToParent) => {
    tell(last);
    close();
  };
  const fail = (error: unknown) => end({ kind: "failed", error: report(error) });
  reportStrayErrors(scope, fail);
  const leave = () => fail(new Error("Cannot finish the task: the worker closed itself"));
  scope.close = leave;
  scope.addEventListener("unload", leave);
  scope.onmessage = async ({ data: start }: MessageEvent<ThreadStart>) => {
    scope.onmessage = ({ data }) => channel.deliver(data);
    followStop(start.stop);
    try {
      const value = await run(start, channel);
      scope.removeEventListener("unload", leave);
      end({ kind: "done", value });
    } catch (error) {
      scope.removeEventListener("unload", leave);
      fail(error);
    }
  };
}

/** Errors that nobody awaits, in a timer for instance, end the thread as those of `run` do. */
function reportStrayErrors(scope: WorkerScope, fail: (error: unknown) => void): void {
  scope.addEventListener("error", (event) => {
    event.preventDefault();
    fail((event as ErrorEvent).error);
  });
  scope.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    fail((event as PromiseRejectionEvent).reason);
  });
}
