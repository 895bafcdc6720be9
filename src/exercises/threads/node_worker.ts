/** A thread as Node makes them. Its data are there from the start. */
import { parentPort, workerData } from "node:worker_threads";
import { addUp } from "./add_up.ts";

parentPort?.postMessage(addUp(workerData));
