import project from "../../deno.json" with { type: "json" };
import { within } from "./deadline.ts";
import type { Namespaces } from "./namespace.ts";

export const ROOT = new URL("../../", import.meta.url);

/**
 * The command that starts the program: the executable that the environment names, or `deno run` with just
 * the permissions that the task grants.
 */
export function programCommand(args: readonly string[]): [string, ...string[]] {
  const executable = Deno.env.get("CHATROOM_EXECUTABLE");
  if (executable !== undefined) return [executable, ...args];
  const [, ...task] = project.tasks.chatroom.command.split(" ");
  return [Deno.execPath(), ...task, ...args];
}

/** Where the programs of a test file keep their keys; it goes with the tests. */
const homes = new class {
  #root: string | undefined;
  #count = 0;

  /** A home for one program, so that each is somebody else, and each room another one. */
  next(): string {
    return `${this.#folder()}/${++this.#count}`;
  }

  #folder(): string {
    if (this.#root !== undefined) return this.#root;
    const root = this.#root = Deno.makeTempDirSync({ prefix: "chatroom-homes-" });
    addEventListener("unload", () => Deno.removeSync(root, { recursive: true }));
    return root;
  }
}();

/** An environment that says nothing, whatever that of the tests says. */
export function neutral(): Record<string, string> {
  const home = homes.next();
  return {
    LC_ALL: "C.UTF-8",
    CHATROOM_NAME: "",
    CHATROOM_SERVER: "",
    CHATROOM_LANG: "",
    CHATROOM_PASSWORD: "",
    CHATROOM_ROOMS: "",
    XDG_DATA_HOME: home,
    XDG_CONFIG_HOME: `${home}/config`,
  };
}

/** What an ended process left behind. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The program, running as a process of its own with pipes to it. */
export class Program implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #readers: Promise<void>[];
  readonly #wakes = new Set<() => void>();
  /** Where it keeps its keys and rooms, for another one that goes on with them. */
  readonly home: Record<string, string>;
  #isInputOpen = true;
  #isOver = false;
  stdout = "";
  stderr = "";

  private constructor(
    [command, ...rest]: [string, ...string[]],
    env: Readonly<Record<string, string>>,
  ) {
    this.home = { XDG_DATA_HOME: env["XDG_DATA_HOME"] ?? "" };
    this.#child = new Deno.Command(command, {
      args: rest,
      cwd: ROOT,
      env,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#input = this.#child.stdin.getWriter();
    this.#readers = [
      this.#read(this.#child.stdout, (text) => this.stdout += text),
      this.#read(this.#child.stderr, (text) => this.stderr += text),
    ];
  }

  static start(args: readonly string[], env: Record<string, string> = {}): Program {
    return new Program(programCommand(args), { ...neutral(), ...env });
  }

  /** Starts the program on a host of a network of its own, or by what else runs a command. */
  static startOn(
    hosts: Pick<Namespaces, "command">,
    args: readonly string[],
    host = 0,
    env: Record<string, string> = {},
  ): Program {
    return new Program(hosts.command(programCommand(args), host), { ...neutral(), ...env });
  }

  /** Runs the program to its end, with `input` piped in. */
  static async run(
    args: readonly string[],
    input: string | Uint8Array<ArrayBuffer> = "",
    env = {},
  ): Promise<Outcome> {
    return await Program.start(args, env).#finish(input);
  }

  /** Runs the program on a host of a network of its own to its end, with `input` piped in. */
  static async runOn(
    hosts: Namespaces,
    args: readonly string[],
    input = "",
    host = 0,
    env: Record<string, string> = {},
  ): Promise<Outcome> {
    return await Program.startOn(hosts, args, host, env).#finish(input);
  }

  async #finish(input: string | Uint8Array<ArrayBuffer>): Promise<Outcome> {
    await using _ = this;
    if (input.length > 0) await this.write(input);
    await this.closeInput();
    return await this.end();
  }

  get pid(): number {
    return this.#child.pid;
  }

  async write(input: string | Uint8Array<ArrayBuffer>): Promise<void> {
    const bytes = typeof input === "string" ? new TextEncoder().encode(input) : input;
    // Where the program has ended, nobody reads it.
    const written = this.#input.write(bytes).catch(() => {});
    await within(written, `${args(this)} to read its input`);
  }

  async closeInput(): Promise<void> {
    if (!this.#isInputOpen) return;
    this.#isInputOpen = false;
    const closed = this.#input.close().catch(() => {});
    await within(closed, `${args(this)} to read the end of its input`);
  }

  /** Ends the process as if it had crashed, and waits until it is gone. */
  async crash(): Promise<void> {
    this.#child.kill("SIGKILL");
    await within(this.#child.status, `the crash of ${args(this)}`);
  }

  /** Waits until the standard output matches. Returns the match. */
  async match(pattern: RegExp): Promise<RegExpExecArray> {
    const search = async () => {
      for (;;) {
        const found = pattern.exec(this.stdout);
        if (found !== null) return found;
        if (this.#isOver) throw new Error(`Ended without ${pattern}: ${this.stdout}${this.stderr}`);
        await new Promise<void>((resolve) => this.#wakes.add(resolve));
      }
    };
    return await within(search(), `${pattern} in ${args(this)}`);
  }

  kill(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  /** Waits for the process to end. */
  async end(): Promise<Outcome> {
    const { code } = await within(this.#child.status, `the end of ${args(this)}`);
    await within(Promise.all(this.#readers), `the end of the output of ${args(this)}`);
    return { code, stdout: this.stdout, stderr: this.stderr };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      if (!this.#isOver) this.#child.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
    await this.closeInput();
    await this.end();
  }

  async #read(
    stream: ReadableStream<Uint8Array<ArrayBuffer>>,
    add: (text: string) => void,
  ): Promise<void> {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      add(text);
      this.#wakeAll();
    }
    this.#isOver = true;
    this.#wakeAll();
  }

  #wakeAll(): void {
    for (const wake of this.#wakes) wake();
    this.#wakes.clear();
  }
}

function args(program: Program): string {
  return `process ${program.pid}, which wrote: ${program.stdout}${program.stderr}`;
}

/**
 * `chatroom serve` without telling the network, since tests run beside each other, and beside people's rooms; and without
 * names that belong to somebody, since each program of a test has a key of its own.
 */
export const SERVE = ["serve", "--no-announce", "--names-for", "off"] as const;

/**
 * A `chatroom serve` process on a free port of loopback. Unless `args` have a rate, there is none: what is
 * tested or measured comes all from one address.
 */
export async function startServer(...args: string[]): Promise<{ program: Program; port: number }> {
  const rate = args.includes("--rate") ? [] : ["--rate", "off"];
  const host = args.includes("--host") ? [] : ["--host", "127.0.0.1"];
  const program = Program.start([...SERVE, "--port", "0", ...host, ...rate, ...args]);
  const [, port] = await program.match(/join (?:127\.0\.0\.1|\[::1\]):(\d+)\n/);
  return { program, port: Number(port) };
}
