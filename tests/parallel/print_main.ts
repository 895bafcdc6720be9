/** A program whose child prints. */
// deno-lint-ignore-file no-console -- what is printed is what is tested
import { Process, task } from "../../src/parallel/mod.ts";
import * as tasks from "./process_tasks.ts";

const child = new Process(task(tasks.HERE, tasks.print)).start();
console.log(await child.join());
