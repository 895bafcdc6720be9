import { StoreError } from "./private_files.ts";

/**
 * The password in a file: its first line, as it is written there.
 *
 * @throws {StoreError} where it cannot be read
 */
export async function readPasswordFile(path: string): Promise<string> {
  try {
    return (await Deno.readTextFile(path)).split(/\r?\n/)[0] ?? "";
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new StoreError(`Cannot read ${path}: ${error.message}`);
  }
}
