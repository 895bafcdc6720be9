import type { Channel } from "./channel.ts";
import { Child } from "./child.ts";
import type { Target, Task } from "./target.ts";

// deno-lint-ignore no-explicit-any -- what a module exports is known by name only
export type Loaded = (...args: any[]) => unknown;

/** Calls the function that a task names, or makes an instance of its class and runs that. */
export async function execute(
  task: Task<unknown>,
  parent: Channel<unknown, unknown>,
): Promise<unknown> {
  const value = await load(task.target);
  if (!(value.prototype instanceof Child)) return value(...task.args);
  const child: Child = Reflect.construct(value, task.args);
  child.parent = parent;
  return child.run();
}

/** The function or class that a target names, imported. For the child's side. */
export async function load(target: Target<never, unknown>): Promise<Loaded> {
  const namespace: Record<string, unknown> = await import(target.module);
  const value = namespace[target.name];
  if (typeof value === "function") return value as Loaded;
  throw new TypeError(
    `Cannot run ${target.name}: ${target.module} exports no function or class of that name`,
  );
}
