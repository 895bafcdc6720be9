import { LIMIT, within } from "./deadline.ts";
import type { Namespaces } from "./namespace.ts";
import { neutral, programCommand } from "./program.ts";

/** Opens the pipe that comes first for as long as any process of the terminal runs. */
const OPEN_PIPE = `exec 9>"$1"; shift`;

/** Runs its arguments, shows the exit code and keeps the screen. Ctrl-C is for the program alone. */
const WRAPPER = `trap : INT; "$@"; echo "exit code $?"; exec cat`;

/** The same, with the output in the file that comes first. */
const FILE_WRAPPER = `trap : INT; file=$1; shift; "$@" >"$file"; echo "exit code $?"; exec cat`;

/**
 * The same in a shell with job control: when the program is stopped, Enter lets it go on. Like an
 * interactive shell, it gives the terminal its own modes meanwhile.
 */
const JOB_WRAPPER =
  `set -m; "$@"; stty sane; echo; echo "stopped"; read line; fg >/dev/null; echo "exit code $?"; exec cat`;

/** The same, which runs the program in the background, and asks it to end on Enter. */
const BACKGROUND_WRAPPER =
  `set -m; "$@" & read line; kill %1; wait %1; echo "exit code $?"; exec cat`;

/** A real terminal of a given size, which tmux keeps: keys go in, and what its screen shows comes out. */
export class Screen implements AsyncDisposable {
  readonly #socket = `chatroom-test-${crypto.randomUUID()}`;
  readonly #processes: Processes;

  private constructor(processes: Processes) {
    this.#processes = processes;
  }

  /** Whether this machine has tmux. */
  static isAvailable(): boolean {
    try {
      return new Deno.Command("tmux", { args: ["-V"], stdout: "null", stderr: "null" })
        .outputSync().success;
    } catch {
      return false;
    }
  }

  /** Starts the program in a new terminal. */
  static async start(
    args: readonly string[],
    options: {
      readonly columns?: number;
      readonly rows?: number;
      readonly env?: Readonly<Record<string, string>>;
      /** Whether a shell with job control runs it. */
      readonly canStop?: boolean;
      /** Whether such a shell runs it in the background. */
      readonly inBackground?: boolean;
      /** The file that gets the standard output, in the place of the terminal. */
      readonly output?: string;
      /** The host of a network of its own that the program runs on. */
      readonly on?: { readonly hosts: Namespaces; readonly host: number };
    } = {},
  ): Promise<Screen> {
    const { columns = 80, rows = 24, env = {}, canStop = false, inBackground = false, output, on } =
      options;
    const shell = inBackground ? BACKGROUND_WRAPPER : canStop ? JOB_WRAPPER : WRAPPER;
    const wrapper = output === undefined ? shell : FILE_WRAPPER;
    const command = programCommand(args);
    const screen = new Screen(await Processes.make());
    const variables = Object.entries({ ...neutral(), ...env })
      .map(([name, value]) => `${name}=${value}`);
    await screen.#tmux([
      ...["-f", "/dev/null", "-u", "new-session", "-d", "-x", `${columns}`, "-y", `${rows}`],
      ...["-c", new URL("../../", import.meta.url).pathname],
      ...[
        "env",
        ...variables,
        "sh",
        "-c",
        `${OPEN_PIPE}; ${wrapper}`,
        "sh",
        screen.#processes.pipe,
        ...(output === undefined ? [] : [output]),
        ...(on?.hosts.command(command, on.host) ?? command),
      ],
    ]);
    return screen;
  }

  /** Types text as it is, without Enter. */
  async type(text: string): Promise<void> {
    await this.#tmux(["send-keys", "-l", text]);
  }

  /** Presses keys by tmux's names, such as `Enter`, `C-c`, `Left`. */
  async press(...keys: string[]): Promise<void> {
    await this.#tmux(["send-keys", ...keys]);
  }

  /** Makes the terminal wider or narrower. */
  async resize(columns: number, rows?: number): Promise<void> {
    const height = rows === undefined ? [] : ["-y", `${rows}`];
    await this.#tmux(["resize-window", "-x", `${columns}`, ...height]);
  }

  /** Pastes text as a terminal does: marked as a paste where the program asked for that. */
  async paste(text: string): Promise<void> {
    await this.#tmux(["set-buffer", "-b", "paste", text]);
    await this.#tmux(["paste-buffer", "-p", "-r", "-b", "paste"]);
  }

  /** The terminal's title. */
  async title(): Promise<string> {
    return (await this.#tmux(["display-message", "-p", "#{pane_title}"])).trim();
  }

  /** Whether the terminal's bell was rung since it was last asked. */
  async hasRung(): Promise<boolean> {
    return (await this.#tmux(["display-message", "-p", "#{window_bell_flag}"])).trim() === "1";
  }

  /** Closes the terminal under the program, as somebody does who closes its window. */
  async hangUp(): Promise<void> {
    // The server would end with its last session.
    await this.#tmux(["new-session", "-d"]);
    await this.#tmux(["kill-session", "-t", "=0"]);
  }

  /** The rows of the screen, without trailing blanks and empty rows at the end. */
  async rows(): Promise<string[]> {
    const text = await this.#tmux(["capture-pane", "-p"]);
    return text.trimEnd().split("\n").map((row) => row.trimEnd());
  }

  /** How many rows have left the screen at its top. */
  async scrolled(): Promise<number> {
    return Number(await this.#tmux(["display-message", "-p", "#{history_size}"]));
  }

  /** The rows, with `HH:MM` for the time that each begins with, and without the words of a room that is new. */
  async timelessRows(): Promise<string[]> {
    const rows = (await this.rows()).map(withoutKeys);
    const isNew = (row = "") =>
      row.startsWith("* This room is new to you") || row.startsWith("* 您第一次来");
    return rows
      .filter((row, index) =>
        !isNew(row) && !(row === WORDS && rows.slice(Math.max(0, index - 2), index).some(isNew))
      )
      .map((row) => row.replace(/^\d\d:\d\d /, "HH:MM "));
  }

  /** The whole screen with its colours, as escape sequences. */
  async capture(): Promise<string> {
    return await this.#tmux(["capture-pane", "-e", "-p"]);
  }

  /** The cursor's column and row, from 0. */
  async cursor(): Promise<[column: number, row: number]> {
    const text = await this.#tmux(["display-message", "-p", "#{cursor_x} #{cursor_y}"]);
    const [column, row] = text.split(" ").map(Number);
    return [column!, row!];
  }

  /** Waits until the screen's text matches. Returns the rows. */
  async match(pattern: RegExp): Promise<string[]> {
    for (const start = performance.now(); performance.now() - start < LIMIT;) {
      const rows = await this.rows();
      if (pattern.test(rows.join("\n"))) return rows;
    }
    throw new Error(
      `Timed out waiting for ${pattern} on the screen:\n${(await this.rows()).join("\n")}`,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#tmux(["kill-server"]);
    await this.#processes.end();
  }

  async #tmux(args: readonly string[]): Promise<string> {
    const command = new Deno.Command("tmux", {
      args: ["-L", this.#socket, ...args],
      stdin: "null",
    });
    const { success, stdout, stderr } = await within(command.output(), `tmux ${args[0]}`);
    if (!success) throw new Error(`tmux ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
    return new TextDecoder().decode(stdout);
  }
}

/** The processes of a terminal, which all hold a named pipe open: its end is theirs. */
class Processes {
  readonly #folder: string;
  /** Reads the pipe to its end. To open it here would stop this thread (Deno 2.4.2). */
  readonly #reader: Deno.ChildProcess;

  private constructor(folder: string) {
    this.#folder = folder;
    this.#reader = new Deno.Command("cat", { args: [this.pipe], stdout: "null" }).spawn();
  }

  static async make(): Promise<Processes> {
    const folder = await Deno.makeTempDir();
    const { success } = await new Deno.Command("mkfifo", { args: [pipeIn(folder)] }).output();
    if (!success) throw new Error("Cannot make a named pipe");
    return new Processes(folder);
  }

  get pipe(): string {
    return pipeIn(this.#folder);
  }

  /** Waits until all have ended: what a program was about to write when its terminal was closed is written then. */
  async end(): Promise<void> {
    await within(this.#reader.status, "the end of a terminal's processes");
    await Deno.remove(this.#folder, { recursive: true });
  }
}

const pipeIn = (folder: string) => `${folder}/pipe`;

/** Three words of a key. */
const WORDS = "  W W W";

/** A row with `W W W` for the words of a key, and `LINK` for what an invitation has of it. */
export function withoutKeys(row: string): string {
  return row.replace(/^ {2}(?:[a-z]{3,8} [a-z]{3,8} [a-z]{3,8}|\p{L} \p{L} \p{L})$/u, WORDS)
    .replace(/chatroom:\/\/\S+/, "chatroom://LINK");
}
