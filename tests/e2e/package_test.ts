// The package for npm, as somebody has it who has nothing but Node. Only where `CHATROOM_PACKAGE` names one.

import { assertEquals, assertMatch } from "@std/assert";
import { basename, resolve } from "node:path";
import project from "../../deno.json" with { type: "json" };
import { LIMIT, within } from "../support/deadline.ts";
import { assertPage } from "../support/page_files.ts";
import { childrenOf, gone } from "../support/processes.ts";
import { Program, programCommand } from "../support/program.ts";

const tarball = Deno.env.get("CHATROOM_PACKAGE");

/** Milliseconds for what npm downloads: Deno has 40 MB. */
const DOWNLOAD = 4 * LIMIT;

/** What a download needs that must not be there: each way to the network ends here at once. */
const OFFLINE = {
  npm_config_registry: "http://127.0.0.1:9/",
  npm_config_fetch_retries: "0",
  HTTP_PROXY: "http://127.0.0.1:9/",
  HTTPS_PROXY: "http://127.0.0.1:9/",
};

const LISTEN = ["--no-announce", "--host", "127.0.0.1", "--port", "0", "--lang", "en"];

/** A folder with nothing but the tarball. */
class Machine implements AsyncDisposable {
  readonly folder: string;
  readonly file: string;

  private constructor(folder: string) {
    this.folder = folder;
    this.file = `./${basename(tarball!)}`;
  }

  static async create(): Promise<Machine> {
    const machine = new Machine(await Deno.makeTempDir({ prefix: "chatroom-node-" }));
    await Deno.copyFile(resolve(tarball!), `${machine.folder}/${machine.file}`);
    return machine;
  }

  /** The command line that runs a command here. Whatever started the tests is none of its business. */
  command(
    words: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): [string, ...string[]] {
    const foreign = Object.keys(Deno.env.toObject()).filter((name) =>
      /^npm_|^INIT_CWD$/.test(name)
    );
    const own = { npm_config_update_notifier: "false", ...env };
    return [
      "env",
      ...foreign.flatMap((name) => ["-u", name]),
      ...["-C", this.folder],
      ...Object.entries(own).map(([name, value]) => `${name}=${value}`),
      ...words,
    ];
  }

  /** Starts the program by a command of this machine. */
  start(words: readonly string[], args: readonly string[], env = {}): Program {
    const command = () => this.command([...words, ...args], env);
    return Program.startOn({ command }, programCommand([]));
  }

  async run(words: readonly string[], env = {}): Promise<string> {
    const [name, ...args] = this.command(words, env);
    const output = new Deno.Command(name, { args }).output();
    const { success, stdout, stderr } = await within(output, words.join(" "), DOWNLOAD);
    assertEquals(success, true, new TextDecoder().decode(stderr));
    return new TextDecoder().decode(stdout);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}

/** A process and all that it has started. */
async function familyOf(pid: number): Promise<number[]> {
  const children = await childrenOf(pid);
  return [pid, ...(await Promise.all(children.map(familyOf))).flat()];
}

/** Waits until a process and all that it had started are gone, after something was done to it. */
async function endsWith(pid: number, end: () => void): Promise<void> {
  const family = await familyOf(pid);
  assertEquals(family.length > 1, true);
  end();
  for (const member of family) await gone(member);
}

Deno.test({
  name: "npx runs the package from an empty folder, and without a network from then on",
  ignore: tarball === undefined,
  async fn() {
    await using machine = await Machine.create();
    const npx = ["npx", "--yes", machine.file];
    // As if npm had never been used here.
    const cache = { npm_config_cache: `${machine.folder}/cache` };
    assertEquals(await machine.run([...npx, "--version"], cache), `chatroom ${project.version}\n`);
    const offline = { ...OFFLINE, ...cache };
    await using host = machine.start(npx, ["host", "--name", "Ada", ...LISTEN], offline);
    const [, line = ""] = await host.match(/^ {2}(npx .* join 127\.0\.0\.1:\d+)\n/m);
    const [, page = ""] = await host.match(/^ {2}(http:\/\/127\.0\.0\.1:\d+)\/$/m);
    await assertPage(page);
    // In the shell of somebody who copies the line that the room prints.
    await using bob = machine.start(["sh", "-c"], [`${line} --name Bob`], offline);
    await bob.write("hello from npx\n");
    await bob.closeInput();
    assertEquals((await bob.end()).code, 0);
    await host.match(/^Bob: hello from npx\n/m);
    await endsWith(host.pid, () => host.kill("SIGTERM"));
  },
});

Deno.test({
  name: "the installed package is one with the program: exit codes, signals, an end by force",
  ignore: tarball === undefined,
  async fn() {
    await using machine = await Machine.create();
    await machine.run(["npm", "install", "--no-audit", "--no-fund", machine.file]);
    const command = [`${machine.folder}/node_modules/.bin/chatroom`];
    await using wrong = machine.start(command, ["serve", "--port", "many"]);
    assertEquals((await wrong.end()).code, 2);
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      await using server = machine.start(command, ["serve", ...LISTEN]);
      await server.match(/join 127\.0\.0\.1:\d+\n/);
      await endsWith(server.pid, () => server.kill(signal));
      assertEquals((await server.end()).code, 0);
    }
    await using server = machine.start(command, ["serve", ...LISTEN]);
    await server.match(/join 127\.0\.0\.1:\d+\n/);
    await endsWith(server.pid, () => server.kill("SIGKILL"));
  },
});

Deno.test({
  name: "the installed package has threads and processes, and the lessons as they were written",
  ignore: tarball === undefined,
  async fn() {
    await using machine = await Machine.create();
    await machine.run(["npm", "install", "--no-audit", "--no-fund", machine.file]);
    const chatroom = `${machine.folder}/node_modules/.bin/chatroom`;
    for (const lesson of ["threads", "process-class"]) {
      const result = JSON.parse(await machine.run([chatroom, "exercise", lesson, "--json"]));
      assertEquals(result.verified, true);
    }
    const source = await machine.run([chatroom, "exercise", "threads", "--source"]);
    assertMatch(source, /async function moduleWorker\(last: number, signal: AbortSignal\)/);
  },
});
