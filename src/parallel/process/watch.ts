/**
 * Ends a child process as soon as its parent is gone, on a thread of its own: its main thread may be computing, or
 * waiting for a lock. A compiled program has to include this file.
 */

/** Milliseconds between two looks at who the parent is. Windows gives the same answer when that is gone. */
const LOOK = 100;

/** Number of the process's parent, by which its main thread calls this one: it was there before. */
const parent = Number((globalThis as unknown as { name: string }).name);
const never = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
while (Deno.ppid === parent) Atomics.wait(never, 0, 0, LOOK);
Deno.kill(Deno.pid, "SIGKILL");
