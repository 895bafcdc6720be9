import { Barrier, Condition, Event, Mutex, Semaphore, StopToken } from "../sync/mod.ts";
import { ProcessQueue } from "./queue/process_queue.ts";
import { Queue } from "./queue/queue.ts";

/** An argument on its way to a thread: a value, or the handle of something whose state is shared. */
type Packed =
  | { readonly value: unknown }
  | { readonly handle: { readonly kind: string } };

/** How a shared object is made again from its handle. */
// deno-lint-ignore no-explicit-any -- each class takes its own kind of handle
const SHARED: Readonly<Record<string, new (handle: any) => { readonly handle: { kind: string } }>> =
  {
    "barrier": Barrier,
    "condition": Condition,
    "event": Event,
    "mutex": Mutex,
    "queue": Queue,
    "semaphore": Semaphore,
    "stop token": StopToken,
  };

/** Makes arguments ready for a thread. */
export function pack(args: readonly unknown[]): Packed[] {
  return args.map((value) => {
    if (value instanceof ProcessQueue) {
      throw new TypeError("Cannot pass a ProcessQueue to a thread: it connects processes");
    }
    return isShared(value) ? { handle: value.handle } : { value };
  });
}

/** What {@linkcode pack} packed, on the other side. */
export function unpack(packed: readonly Packed[]): unknown[] {
  return packed.map((arg) => {
    if ("value" in arg) return arg.value;
    const Class = SHARED[arg.handle.kind];
    if (Class) return new Class(arg.handle);
    throw new TypeError(`Cannot attach to a shared object of the kind ${arg.handle.kind}`);
  });
}

/** Whether the value is a mutex, queue or the like. */
export function isShared(value: unknown): value is { readonly handle: { readonly kind: string } } {
  return Object.values(SHARED).some((Class) => value instanceof Class);
}

export type { Packed };
