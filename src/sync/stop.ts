import { attachHandle, createHandle, type Handle } from "./handle.ts";

/** What of a {@linkcode StopToken} can be posted to a worker. */
export type StopHandle = Handle<"stop token">;

/**
 * A shared word that says "stop", once and for good: 0 go on, 1 stop.
 *
 * An `AbortSignal` cannot fire in a thread that is blocked, because its event needs that thread's event
 * loop. A blocking wait looks at a stop token instead, which any thread can set. (C++20 `std::stop_token`
 * is the model.)
 */
export class StopToken {
  /** What another thread attaches to. */
  readonly handle: StopHandle;

  /** A fresh token, or the one that `handle` belongs to. */
  constructor(handle?: StopHandle) {
    this.handle = handle ? attachHandle("stop token", handle) : createHandle("stop token", 1);
  }

  /** Tells everyone who looks at the token to stop. Calling it again changes nothing. */
  stop(): void {
    Atomics.store(this.handle.words, 0, 1);
  }

  /** Whether {@linkcode StopToken.stop} has been called, by any thread. */
  get stopped(): boolean {
    return Atomics.load(this.handle.words, 0) === 1;
  }
}

/**
 * The token of the thread that runs this module: each worker has a copy of the module, so this is a
 * thread-local variable, as the cancellation state of a POSIX thread is.
 */
const thisThread = { token: new StopToken() };

/**
 * Makes `handle` the token that every blocking wait of this thread looks at.
 *
 * Deno's `Worker.terminate()` does not interrupt code that is running: it takes effect when the worker is
 * back in its event loop, which a thread that waits for a lock never is. So whoever starts a thread also
 * gives it a token, and each blocking wait of this folder is a cancellation point (POSIX `pthread_cancel`).
 */
export function followStop(handle: StopHandle): void {
  thisThread.token = new StopToken(handle);
}

/**
 * A cancellation point for long computations, as `pthread_testcancel`: does nothing unless this thread has
 * been told to stop.
 *
 * @throws {DOMException} `AbortError` if it has.
 */
export function checkStop(): void {
  if (thisThread.token.stopped) {
    throw new DOMException("Cannot go on: this thread was told to stop", "AbortError");
  }
}
