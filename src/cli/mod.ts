/**
 * Arguments to a command, help and exit codes: the one place that ends the process. This folder must not
 * know anything's insides.
 *
 * @module
 */

export { main } from "./main.ts";
