// A room on a disk that is full.

import { assert, assertEquals, assertRejects } from "@std/assert";
import { connect, RequestError } from "../../src/client/mod.ts";
import { within } from "../support/deadline.ts";
import { Folder } from "../support/folder.ts";
import { Program, SERVE } from "../support/program.ts";
import { FilledDisk, smallDiskFault } from "../support/small_disk.ts";

const fault = smallDiskFault();
const name = "serve on a full disk says so, refuses what is said, and goes on when there is space";

Deno.test({
  name: fault === undefined ? name : `${name} (left out: ${fault})`,
  ignore: fault !== undefined,
  async fn() {
    await using folder = await Folder.make();
    const disk = new FilledDisk(folder.path);
    const where = ["--host", "127.0.0.1", "--port", "0", "--lang", "en", "--rate", "off"];
    const args = [...SERVE, ...where, "--file", `${folder.path}/tea.db`];
    await using server = Program.startOn(disk, args);
    const [, port] = await server.match(/join 127\.0\.0\.1:(\d+)\n/);
    await using ada = await connect({ server: `127.0.0.1:${port}`, name: "Ada" });
    await using bob = await connect({ server: `127.0.0.1:${port}`, name: "Bob" });
    const said: string[] = [];
    const isFull = new AbortController();
    const saying = (async () => {
      while (!isFull.signal.aborted) {
        said.push(`${said.length} ${"x".repeat(20_000)}`);
        await ada.say(said.at(-1)!);
      }
    })();
    await server.match(/the disk is full; until it can be written again, nobody can/);
    isFull.abort();
    // What comes now is refused; what was under way waits.
    const refusal = await assertRejects(() => bob.say("refused"), RequestError);
    assertEquals(refusal.reason, "not-kept");
    await disk.clear(server.pid);
    await server.match(/can be written again; the talk goes on/);
    await within(saying, "what was under way");
    await bob.say("at last");
    assert(said.length > 2, `${said.length} were said`);
    const { entries } = await ada.history(100);
    const texts = entries.flatMap((entry) => entry.kind === "say" ? [entry.text] : []);
    // A page of history holds no more.
    assertEquals(texts, [...said, "at last"].slice(-texts.length));
  },
});
