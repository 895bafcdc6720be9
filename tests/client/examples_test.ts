// The examples of the library, as people copy them: programs of their own, checked and run.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { connect, type Seat } from "../../src/client/mod.ts";
import { formatEndpoint } from "../../src/net/mod.ts";
import { LIMIT, within } from "../support/deadline.ts";
import { examplesIn } from "../support/examples.ts";
import { ROOT } from "../support/program.ts";
import { Folder } from "../support/folder.ts";
import { TestRoom } from "../support/room.ts";

const DEFAULT_SERVER = "127.0.0.1:8888";

/** Runs `deno` in the project's folder, with the project's settings. */
async function deno(command: string, ...args: string[]): Promise<string> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [command, "--quiet", "--config", "deno.json", ...args],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
  });
  const { code, stdout, stderr } = await within(child.output(), `deno ${command}`, 4 * LIMIT);
  const decoder = new TextDecoder();
  assertEquals([code, decoder.decode(stderr)], [0, ""]);
  return decoder.decode(stdout);
}

const PERMISSIONS = ["--allow-net", "--allow-read=src"];

Deno.test("The library's doc comments have examples that are right and run to their end", async () => {
  await using folder = await Folder.make();
  await using room = await TestRoom.open();
  const server = formatEndpoint(room.server.endpoint);
  const files = ["mod.ts", "connect.ts", "seat.ts"].map((name) => `src/client/${name}`);
  const examples = (await Promise.all(files.map(examplesIn))).flat();
  const paths = await Promise.all(examples.map((example, index) => {
    assert(example.includes(DEFAULT_SERVER));
    return folder.write(`${index}.ts`, example.replace(DEFAULT_SERVER, server));
  }));
  await deno("check", ...paths);
  const outputs = [];
  for (const path of paths) outputs.push(await deno("run", ...PERMISSIONS, path));
  assertMatch(
    outputs[0] ?? "",
    /"kind":"whisper","from":"Scribe","sender":"[0-9a-f]{16}","to":"Scribe"/,
  );
  assertEquals(outputs[1], "Greeter: There are 1 of us\n");
  const said = room.events.flatMap((event) =>
    event.kind === "entry" && event.entry.kind === "say" ? event.entry.text : []
  );
  assertMatch(said.at(-1) ?? "", /^It is \d{4}-/);
});

/** Reads until somebody says or whispers something that matches. */
async function hear(seat: Seat, pattern: RegExp): Promise<void> {
  for await (const event of seat) {
    if ("text" in event && pattern.test(event.text)) return;
  }
  throw new Error(`It ended without ${pattern}`);
}

Deno.test("README.md has a bot whose types are right", async () => {
  await using folder = await Folder.make();
  for (const [index, example] of (await examplesIn("README.md")).entries()) {
    await deno("check", await folder.write(`example_${index}.ts`, example));
  }
});

Deno.test("src/client/README.md has a bot that does what it says, and ends with the room", async () => {
  await using folder = await Folder.make();
  await using room = await TestRoom.open();
  const server = formatEndpoint(room.server.endpoint);
  const bot = (await examplesIn("src/client/README.md"))
    .find((example) => example.includes("connect("));
  assert(bot !== undefined && bot.split("\n").length <= 25);
  const path = await folder.write("bot.ts", bot);
  await deno("check", path);
  await using ada = await connect({ server, name: "Ada" });
  const running = deno("run", ...PERMISSIONS, path, server);
  const talk = async () => {
    for await (const event of ada) if (event.kind === "enter" && event.name === "Dice") break;
    await using _bob = await connect({ server, name: "Bob" });
    await hear(_bob, /^Say !roll or !who$/);
    await ada.say("!roll");
    await hear(ada, /^Ada has a [1-6]$/);
    await ada.say("!who");
    await hear(ada, /^Ada, Dice, Bob$/);
  };
  await within(Promise.race([talk(), running.then(() => Promise.reject("it ended"))]), "the bot");
  await room.server.stop();
  assertEquals(await running, "");
});
