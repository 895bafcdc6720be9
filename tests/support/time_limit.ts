// Loaded before each test module: every test has a time limit, so that none that hangs holds up the others. A
// test that blocks its thread is not stopped by it.

import { within } from "./deadline.ts";

/** Milliseconds that a test may take: each wait in it has a shorter limit, and says what it waited for. */
const TEST_LIMIT = 480_000;

type TestFunction = (context: Deno.TestContext) => void | Promise<void>;

function limited(run: TestFunction): TestFunction {
  return async (context) => {
    await within(
      Promise.resolve(run(context)),
      `the end of the test ${context.name} in ${context.origin}`,
      TEST_LIMIT,
    );
  };
}

/** What `Deno.test` was given, with a time limit for the function that is in it somewhere. */
function withLimit(argument: unknown): unknown {
  if (typeof argument === "function") return limited(argument as TestFunction);
  if (typeof argument !== "object" || argument === null || !("fn" in argument)) return argument;
  return { ...argument, fn: limited(argument.fn as TestFunction) };
}

Object.defineProperty(Deno, "test", {
  value: new Proxy(Deno.test, {
    apply: (test, self, args: unknown[]) => Reflect.apply(test, self, args.map(withLimit)),
  }),
});
