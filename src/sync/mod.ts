/**
 * Mutual exclusion and waiting between threads: views over shared memory. It must not know how threads are
 * made, nor anything else of this program.
 *
 * `new Mutex()` makes a mutex; its `handle` can be posted to a worker, and `new Mutex(handle)` there is the
 * same mutex. The other classes work alike. Each wait exists twice: a method that blocks its thread, for
 * workers, and one whose name ends in `Async`, which leaves the event loop free.
 *
 * Every wait takes a limit. A number is in milliseconds, and when it passes the wait throws a `DOMException`
 * named `TimeoutError`. A blocking wait can be given a {@linkcode StopToken} instead (an `AbortSignal` could
 * not fire in a blocked thread), an asynchronous one an `AbortSignal`; both end in an `AbortError`. A `try`
 * method never waits and returns undefined instead.
 *
 * @module
 */
export { Barrier, type BarrierHandle } from "./barrier.ts";
export { Condition, type ConditionHandle } from "./condition.ts";
export { attachHandle, createHandle, type Handle } from "./handle.ts";
export { Event, type EventHandle } from "./event.ts";
export { Lock, Mutex, type MutexHandle } from "./mutex.ts";
export { Permit, Semaphore, type SemaphoreHandle } from "./semaphore.ts";
export { ahead } from "./sequence.ts";
export { checkStop, followStop, type StopHandle, StopToken } from "./stop.ts";
export { type AsyncLimit, block, type Goal, type Limit, until } from "./wait.ts";
