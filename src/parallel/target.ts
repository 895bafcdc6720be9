/**
 * Code cannot cross to another thread or process, but its name can: the child imports the same module and
 * looks up the same export. A target is that name, with the types of what it stands for.
 */
export interface Target<Args extends readonly unknown[], Result> {
  /** Address of the module: its `import.meta.url`. */
  readonly module: string;
  /** Under which name the module exports the function or class. */
  readonly name: string;
  /** Only a type, so that arguments and results can be checked. */
  readonly signature?: (...args: Args) => Result;
}

/** A target and the arguments it is called with: all that a child needs to know. */
export interface Task<Result> {
  readonly target: Target<never, Result>;
  readonly args: readonly unknown[];
}

/** A class that a child can make an instance of and run. */
export type Runnable<Args extends readonly unknown[], Result> = new (
  ...args: Args
) => { run(): Result | Promise<Result> };

/**
 * Names a function for use in a child: `exported(import.meta.url, square)`, in the module that says
 * `export function square`.
 */
export function exported<Args extends readonly unknown[], Result>(
  module: string,
  value: (...args: Args) => Result,
): Target<Args, Awaited<Result>> {
  return named(module, value);
}

function named(module: string, value: { readonly name: string }): { module: string; name: string } {
  if (value.name !== "") return { module, name: value.name };
  throw new TypeError("Cannot name a function for use in a child: it has no name");
}

/**
 * Names a function and what to call it with, or a class with a method `run()` and what to construct it
 * with. The arguments must be what structured clone can carry; mutexes, queues and the like, given as they
 * are, arrive as objects that share their state.
 */
export function task<Args extends readonly unknown[], Result>(
  module: string,
  value: Runnable<Args, Result>,
  ...args: Args
): Task<Result>;
export function task<Args extends readonly unknown[], Result>(
  module: string,
  value: (...args: Args) => Result,
  ...args: Args
): Task<Awaited<Result>>;
export function task(
  module: string,
  value: { readonly name: string },
  ...args: readonly unknown[]
): Task<unknown> {
  return { target: named(module, value), args };
}
