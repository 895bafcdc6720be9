/** A program with a child that is stuck. It says when the child runs and what its number is,
 * and waits to be killed. */
import { Stuck } from "./process_tasks.ts";

const stuck = new Stuck(Deno.args[0] === "locked" ? "locked" : "computing");
stuck.onMessage = () => Deno.stdout.write(new TextEncoder().encode(`${stuck.pid}\n`));
await stuck.start().join();
