/** A thread that is a module: it waits for a message, answers, and is ended by who made it. */
import { addUp } from "./add_up.ts";

// The types of a main thread don't have what a worker's global object has.
const scope = globalThis as unknown as {
  onmessage: (event: MessageEvent<number>) => void;
  postMessage(message: number): void;
};

scope.onmessage = ({ data: last }) => scope.postMessage(addUp(last));
