// What a room's file stands: the end of a process at any moment, and disks that are full or read-only.

import { assert, assertEquals, assertThrows } from "@std/assert";
import { RoomFile, StoreError } from "../../src/store/mod.ts";
import { within } from "../support/deadline.ts";
import { Folder } from "../support/folder.ts";
import { TEA, teaPath } from "../support/room_rows.ts";
import { runOnSmallDisk, smallDiskFault } from "../support/small_disk.ts";

/** The command that runs a script of the tests' support. */
function denoRun(script: string, ...args: string[]): [string, ...string[]] {
  const path = new URL(`../support/${script}`, import.meta.url).pathname;
  return [Deno.execPath(), "run", "--quiet", "--no-check", "--allow-all", path, ...args];
}

/** A process that appends until it is killed. */
class Appender implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #lines: ReadableStreamDefaultReader<string>;
  #text = "";

  constructor(path: string) {
    const [command, ...args] = denoRun("append_rows.ts", path);
    this.#child = new Deno.Command(command, { args, stdin: "null", stdout: "piped" }).spawn();
    this.#lines = this.#child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** Waits until it said of so many batches that they are kept. */
  async append(batches: number): Promise<void> {
    while (this.#text.split("\n").length <= batches) {
      const { value } = await within(this.#lines.read(), "a batch");
      assert(value !== undefined, this.#text);
      this.#text += value;
    }
  }

  /** Kills it. Returns the number of the last record of which it said that it is kept. */
  async kill(): Promise<number> {
    this.#child.kill("SIGKILL");
    for (;;) {
      const { value } = await within(this.#lines.read(), "the end of the batches");
      if (value === undefined) break;
      this.#text += value;
    }
    await within(this.#child.status, "the end of the process");
    return Number(this.#text.slice(0, this.#text.lastIndexOf("\n")).split("\n").at(-1));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#lines.cancel();
    await this.#child.status;
  }
}

Deno.test("`RoomFile.append()`: what it returned for is there after SIGKILL, and nothing is there by half", async () => {
  await using folder = await Folder.make();
  const path = teaPath(folder);
  for (const batches of [1, 7, 30, 90, 250]) {
    await using appender = new Appender(path);
    await appender.append(batches);
    assertThrows(() => RoomFile.open(path, TEA), StoreError, "another server has it open");
    {
      using reader = RoomFile.read(path);
      const rows = [...reader.records(0)];
      assertEquals(rows.map(({ number }) => number), rows.map((_, index) => index + 1));
      assertEquals(reader.verify(), []);
    }
    const kept = await appender.kill();
    {
      using reader = RoomFile.read(path);
      assert(reader.last >= kept, `${reader.last} records of ${kept}`);
    }
    using file = RoomFile.open(path, TEA);
    assert(file.last >= kept, `${file.last} records of ${kept}`);
    assertEquals(file.verify(), []);
    const places = [...file.records(0)].map(({ fields }) => fields);
    for (const [index, { place, size }] of places.entries()) {
      const isWhole = places[index + Number(size) - 1 - Number(place)]?.["place"];
      assertEquals(isWhole, Number(size) - 1);
    }
  }
});

const fault = smallDiskFault();
const name =
  "`RoomFile` tells a full disk and a read-only one, loses nothing, and goes on when there is space";

Deno.test({
  name: fault === undefined ? name : `${name} (left out: ${fault})`,
  ignore: fault !== undefined,
  async fn() {
    await using folder = await Folder.make();
    const output = await runOnSmallDisk(folder.path, denoRun("fill_disk.ts"));
    const { kept, ...told } = JSON.parse(output);
    assert(kept > 10);
    const full = "Cannot use tea.db: the disk is full";
    assertEquals(told, {
      full,
      found: { count: kept, last: kept, faults: [] },
      again: full,
      after: "none",
      count: kept + 5,
      readOnly: "Cannot use tea.db: it is read-only",
      read: kept + 5,
      made: "Cannot use new.db: it is read-only",
    });
  },
});
