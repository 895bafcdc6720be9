import { assertEquals, assertMatch } from "@std/assert";
import { dirname } from "node:path";
import project from "../../deno.json" with { type: "json" };
import { within } from "../support/deadline.ts";
import { Program, programCommand, ROOT } from "../support/program.ts";

const executable = Deno.env.get("CHATROOM_EXECUTABLE");
const MAIN = new URL("main.ts", ROOT).pathname;

/** Runs a line as somebody does who pastes it into a shell, with `input` piped in. */
async function paste(line: string, cwd: string, input: string, env = {}): Promise<number> {
  const streams = { stdin: "piped", stdout: "null" } as const;
  const shell = new Deno.Command("sh", { args: ["-c", line], cwd, env, ...streams }).spawn();
  const writer = shell.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
  return (await within(shell.status, `the end of ${line}`)).code;
}

/**
 * Opens a room by a command in a directory, and goes into it by the line that it prints there. Returns that
 * line, up to the address.
 */
async function enterAsTold(command: readonly string[], cwd: string, env = {}): Promise<string> {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const start = {
    // Whatever started the tests is none of the program's.
    command: (args: readonly string[]): [string, ...string[]] => [
      ...["env", "-u", "INIT_CWD", "-u", "npm_command", "-C", cwd] as const,
      ...variables,
      ...command,
      ...args.slice(programCommand([]).length),
    ],
  };
  const where = ["--no-announce", "--host", "127.0.0.1", "--port", "0", "--lang", "en"];
  await using server = Program.startOn(start, ["serve", ...where]);
  const [, line, words = ""] = await server.match(/^ {2}((.*) join 127\.0\.0\.1:\d+)\n/m);
  assertEquals(await paste(`${line} --name Ada`, cwd, "hello\n", env), 0);
  await server.match(/Ada entered the room/);
  // A task hands this signal on to what it runs.
  server.kill("SIGTERM");
  assertEquals((await server.end()).code, 0);
  return words;
}

Deno.test({
  name: "the line that a room prints to join it works, however the program was started",
  ignore: Deno.build.os === "windows",
  async fn() {
    const elsewhere = await Deno.makeTempDir({ prefix: "chat room" });
    try {
      if (executable !== undefined) {
        const renamed = `${elsewhere}/my talk`;
        await Deno.copyFile(executable, renamed);
        await enterAsTold(["./my talk"], elsewhere);
        return;
      }
      for (const cwd of [ROOT.pathname, new URL("src", ROOT).pathname, elsewhere]) {
        await enterAsTold([Deno.execPath(), "run", "--quiet", "-A", MAIN], cwd);
      }
      const task = [Deno.execPath(), "task", "-q", "--cwd", ROOT.pathname, "chatroom"];
      await enterAsTold(task, elsewhere);
    } finally {
      await Deno.remove(elsewhere, { recursive: true });
    }
  },
});

Deno.test({
  name: "the program that `deno install --global` installed is named by its command",
  ignore: executable !== undefined || Deno.build.os === "windows",
  async fn() {
    const root = await Deno.makeTempDir({ prefix: "chatroom-installed-" });
    try {
      // What the task tells Deno, up to the main file.
      const [, , ...options] = project.tasks.chatroom.command.split(" ").slice(0, -1);
      const place = ["--root", root, "--name", "chatroom", "--config", "deno.json"];
      const install = new Deno.Command(Deno.execPath(), {
        args: ["install", "--global", ...place, ...options, "main.ts"],
        cwd: ROOT,
      });
      const { success, stderr } = await within(install.output(), "the installation");
      assertEquals(success, true, new TextDecoder().decode(stderr));
      const path = [`${root}/bin`, dirname(Deno.execPath()), Deno.env.get("PATH")].join(":");
      assertEquals(await enterAsTold(["chatroom"], root, { PATH: path }), "chatroom");
    } finally {
      await Deno.remove(root, { recursive: true });
    }
  },
});

Deno.test({
  name: "the program by its task writes nothing but its own words",
  ignore: executable !== undefined,
  async fn() {
    const task = new Deno.Command(Deno.execPath(), {
      args: ["task", "-q", "chatroom", "--version"],
      cwd: ROOT,
    });
    const { stdout, stderr } = await within(task.output(), "the version");
    assertMatch(new TextDecoder().decode(stdout), /^chatroom [\d.]+\n$/);
    assertEquals(new TextDecoder().decode(stderr), "");
  },
});
