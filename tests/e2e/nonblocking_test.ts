// Standard streams that another program has made non-blocking.

import { assertEquals } from "@std/assert";
import { within } from "../support/deadline.ts";
import { neutral, programCommand, startServer } from "../support/program.ts";

/** Makes a standard stream non-blocking, as programs do that share it, and then is the program itself. */
const WRAPPER = `python3 -c "import os; os.set_blocking($1, False)"; shift; exec "$@"`;

const ignore = !hasPython();

function hasPython(): boolean {
  try {
    const args = ["-c", "import os; os.set_blocking"];
    return new Deno.Command("python3", { args, stdout: "null", stderr: "null" }).outputSync()
      .success;
  } catch {
    return false;
  }
}

function start(descriptor: 0 | 1, args: readonly string[]): Deno.ChildProcess {
  return new Deno.Command("sh", {
    args: ["-c", WRAPPER, "sh", `${descriptor}`, ...programCommand(args)],
    env: neutral(),
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

Deno.test({
  name: "join writes everything to an output that is full now and then, and not blocking",
  ignore,
  async fn() {
    const { program: server, port } = await startServer("--lang", "en");
    await using _ = server;
    const where = ["join", `127.0.0.1:${port}`, "--name", "Bob", "--history", "0"];
    const bob = start(1, where);
    await server.match(/Bob entered the room/);
    const lines = Array.from({ length: 4000 }, (_, index) => `line ${index} ${"x".repeat(80)}`);
    await server.write(`${lines.join("\n")}\n/who\n`);
    // By now, the pipe is full.
    await server.match(/1 member\n/);
    let heard = "";
    const decoder = new TextDecoder();
    const readAll = async () => {
      for await (const chunk of bob.stdout) {
        heard += decoder.decode(chunk, { stream: true });
        if (heard.includes("line 3999 ") && !bob.stdin.locked) await bob.stdin.close();
      }
    };
    await within(readAll(), "the output");
    const [{ code }, stderr] = await Promise.all([bob.status, new Response(bob.stderr).text()]);
    assertEquals([code, stderr], [0, ""]);
    assertEquals(
      heard.trimEnd().split("\n"),
      lines.map((line) => `Message from the operator: ${line}`),
    );
  },
});

for (const command of ["join", "send"] as const) {
  Deno.test({
    name: `${command} waits for an input that is empty now and then, and not blocking`,
    ignore,
    async fn() {
      const { program: server, port } = await startServer("--lang", "en");
      await using _ = server;
      const where = command === "join"
        ? ["join", `127.0.0.1:${port}`]
        : ["send", "--server", `127.0.0.1:${port}`];
      const ada = start(0, [...where, "--name", "Ada"]);
      await server.match(/Ada entered the room/);
      const input = ada.stdin.getWriter();
      for (const line of ["one", "two"]) {
        await input.write(new TextEncoder().encode(`${line}\n`));
        await server.write("/who\n");
        await server.match(/1 member\n/);
      }
      await input.close();
      const { code, stderr } = await within(ada.output(), "the end");
      assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
    },
  });
}
