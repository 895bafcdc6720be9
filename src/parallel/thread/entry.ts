/** Entry file of every thread that is made from a task. A compiled program has to include it. */
import { serveTask } from "./child.ts";

serveTask();
