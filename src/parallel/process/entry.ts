/** The main file of a child process in `deno run`; a compiled program starts itself instead. */
import { runChild } from "./child.ts";

// deno-lint-ignore layers/effects-in-their-place -- this is a program of its own, without a src/cli
Deno.exit(await runChild());
