/** What the workers of the pools in these tests do. */
import type { Mutex } from "../../src/sync/mod.ts";
import { exported } from "../../src/parallel/mod.ts";

const HERE = import.meta.url;

export function double(value: number): number {
  return 2 * value;
}

export async function doubleLater(value: number): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, value % 3));
  return 2 * value;
}

export function refuse(value: number): number {
  if (value === 13) throw new RangeError(`Cannot take ${value}`);
  return value;
}

/** Ends its worker, in the way of its kind. */
export function crash(how: "exit" | "kill" | "stray"): Promise<never> {
  if (how === "exit") Deno.exit(3);
  if (how === "kill") Deno.kill(Deno.pid, "SIGKILL");
  setTimeout(() => {
    throw new TypeError("nobody awaits this");
  });
  return new Promise(() => {});
}

/** Notes that it runs, and waits until it is told to go on. */
export function meet(state: Int32Array<SharedArrayBuffer>, mutex: Mutex): number {
  Atomics.add(state, 0, 1);
  mutex.lock(20_000).release();
  return Atomics.add(state, 1, 1);
}

export function hang(): Promise<never> {
  return new Promise(() => {});
}

export function returnFunction(): () => void {
  return () => {};
}

export const targets = {
  crash: exported(HERE, crash),
  double: exported(HERE, double),
  doubleLater: exported(HERE, doubleLater),
  hang: exported(HERE, hang),
  meet: exported(HERE, meet),
  refuse: exported(HERE, refuse),
  returnFunction: exported(HERE, returnFunction),
};
