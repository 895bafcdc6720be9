import { writeFully } from "../../base/stdio.ts";
import type { Messages } from "../../language/mod.ts";
import type { Entry } from "../../room/mod.ts";
import { Failure } from "../errors.ts";
import { warn } from "../process.ts";
import { EntryWriter } from "./format.ts";
import { textStyle } from "./text_style.ts";

/** The talk in a file as it happens, behind what the file has: each entry as `chatroom log` prints it. */
export class Transcript implements Disposable {
  readonly #path: string;
  readonly #file: Deno.FsFile;
  readonly #messages: Messages;
  readonly #writer: EntryWriter;
  #isBroken = false;

  /** @throws {Failure} where the file cannot be written */
  constructor(path: string, messages: Messages) {
    this.#path = path;
    this.#messages = messages;
    this.#writer = new EntryWriter(textStyle(), messages);
    try {
      this.#file = Deno.openSync(path, { append: true, create: true, mode: 0o600 });
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      throw new Failure(messages.cannotWriteFile(path));
    }
  }

  /** Writes an entry. Where that cannot be, it is told once, and the file holds no more. */
  add(entry: Entry): void {
    if (this.#isBroken) return;
    try {
      writeFully(this.#file, new TextEncoder().encode(this.#writer.write(entry)));
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      this.#isBroken = true;
      warn(this.#messages.cannotWriteFile(this.#path));
    }
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }
}
