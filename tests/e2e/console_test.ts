// The server's console with more input, or more to show, than there is time for.

import { assertGreater } from "@std/assert";
import { Crowd } from "../support/crowd.ts";
import { within } from "../support/deadline.ts";
import { Peer } from "../support/peer.ts";
import { SERVE, startServer } from "../support/program.ts";
import { Screen } from "../support/screen.ts";

Deno.test("serve reads piped lines no faster than the room takes them", async () => {
  const { program: server, port } = await startServer("--memory");
  await using _ = server;
  await using crowd = new Crowd({ hostname: "127.0.0.1", port });
  const [ada] = await crowd.enter("Ada");
  const count = 20_000;
  await within(server.write(`${"x".repeat(99)}\n`.repeat(count)), "the server to read all lines");
  // Some thousand lines may be in pipes and buffers.
  assertGreater(ada!.next, count / 2);
  await crowd.until(() => ada!.next === count + 1, "all lines");
});

Deno.test({
  name: "serve: Ctrl-S stops the screen, and Ctrl-Q tells what could not be kept for it",
  ignore: !Screen.isAvailable(),
  async fn() {
    const listen = ["--host", "127.0.0.1", "--port", "0", "--rate", "off", "--lang", "en"];
    await using operator = await Screen.start([...SERVE, ...listen], { columns: 80 });
    const shown = (await operator.match(/operator>$/)).join("\n");
    const port = Number(/127\.0\.0\.1:(\d+)/.exec(shown)?.[1]);
    await using bob = new Peer({ hostname: "127.0.0.1", port });
    await bob.ask("L Bob", "OK");
    await operator.match(/Bob entered/);
    await operator.press("C-s");
    await using other = new Peer({ hostname: "127.0.0.1", port });
    for (let round = 0; round < 120; round++) {
      for (let index = 0; index < 100; index++) await other.send("L Bob");
      for (let index = 0; index < 100; index++) await other.match(/^FAIL the name is taken$/);
    }
    await operator.press("C-q");
    await operator.match(/\d events were not shown: the output could not keep up\noperator>$/);
  },
});
