import { writeFully } from "../../base/stdio.ts";
import { isShared } from "../arguments.ts";
import { Child, TERMINATED } from "../child.ts";
import { decode, encode } from "../codec.ts";
import { encodeFrame, type Frame, FrameParser, FrameType } from "./frames.ts";
import { within } from "../limit.ts";
import { ProcessQueue } from "../queue/process_queue.ts";
import type { QueueOptions } from "../queue/values.ts";
import { RequestServer } from "../queue/remote_broker.ts";
import type { Target, Task } from "../target.ts";

/** The hidden subcommand with which a compiled program starts itself as a child; see `runChild()`. */
export const CHILD_COMMAND = "exercise-child";

/** An argument on its way to a process: a value, or the number of a queue that stays here. */
export type ProcessArgument =
  | { readonly value: unknown }
  | { readonly queue: number; readonly sizes: Required<QueueOptions> };

/** The first thing that a process is told. */
export interface ProcessStart {
  readonly name: string;
  readonly target: Target<never, unknown>;
  readonly args: readonly ProcessArgument[];
}

/** Milliseconds that a child has to end by a signal. */
const SIGNAL_TIME = 1000;

/** How long, in milliseconds, the output of a dead child is waited for that others have inherited. */
const DRAIN = 1000;

/** Whether this program is an executable. Deno 2.4 does not say so in a worker, but its modules have the place. */
function isCompiled(): boolean {
  return Deno.build.standalone || /\/deno-compile-[^/]+\//.test(import.meta.url);
}

/** How this program starts itself as a child: the compiled executable, or a file of it in `deno run`. */
function childCommand(): Deno.Command {
  // A program that may start processes can do anything, so all permissions for the child add nothing.
  const entry = import.meta.resolve("./entry.ts");
  const args = isCompiled()
    ? [CHILD_COMMAND]
    : ["run", "--quiet", "--no-prompt", "--allow-all", entry];
  return new Deno.Command(Deno.execPath(), {
    args,
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  });
}

/**
 * A process: this program, started again, with the task as its only purpose. Otherwise as
 * {@linkcode Thread}, except that it shares no memory: its arguments may be values and
 * {@linkcode ProcessQueue}s. Needs the permission to run programs.
 *
 * It talks with its parent through its standard input and output, so it has no input of its own; what it
 * prints appears on the parent's output. A child does not outlive its parent, whatever that died of (on Windows
 * not before it has done what it computes).
 */
export class Process<Result = unknown, Received = unknown, Sent = unknown>
  extends Child<Result, Received, Sent> {
  readonly #task: Task<Result>;
  #child: Deno.ChildProcess | undefined;
  #input: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>> | undefined;
  #requests: RequestServer | undefined;
  #ended: Promise<void> | undefined;
  #last: Frame | undefined;
  #terminated = false;

  /** A process, not yet started. Its name is that of the task unless `options` has one. */
  constructor(task: Task<Result>, options: { readonly name?: string } = {}) {
    super(options.name ?? task.target.name);
    this.#task = task;
  }

  /** Number of the process; undefined before the start. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /**
   * Ends the process with SIGTERM, whatever it is doing; resolves when it is gone. Nothing in it is cleaned
   * up, but queues stay usable.
   */
  async terminate(): Promise<void> {
    let patience: ReturnType<typeof setTimeout> | undefined;
    if (this.isAlive && !this.#terminated) {
      this.#terminated = true;
      this.#kill("SIGTERM");
      // It may ignore the signal.
      patience = setTimeout(() => this.#kill("SIGKILL"), SIGNAL_TIME);
    }
    try {
      await this.#ended;
    } finally {
      clearTimeout(patience);
    }
  }

  protected launch(): void {
    const queues: ProcessQueue<unknown>[] = [];
    const args = this.#task.args.map((arg) => packArgument(arg, queues));
    const start: ProcessStart = { name: this.name, target: this.#task.target, args };
    const body = encode(start);
    this.#child = childCommand().spawn();
    this.#input = this.#child.stdin.getWriter();
    const brokers = queues.map((queue) => queue.broker);
    this.#requests = new RequestServer(brokers, (frame) => this.#write(frame));
    this.#write({ type: FrameType.START, id: 0, body });
    this.#ended = this.#follow(this.#child);
  }

  protected send(message: Sent): void {
    this.#write({ type: FrameType.MESSAGE, id: 0, body: encode(message) });
  }

  #kill(signal: Deno.Signal): void {
    try {
      this.#child?.kill(signal);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      // It has just ended by itself.
    }
  }

  #write(frame: Frame): void {
    // A child that is gone doesn't hear it; its end is told by its status.
    this.#input?.write(encodeFrame(frame)).catch(() => {});
  }

  #closeInput(): void {
    this.#input?.close().catch(() => {});
    this.#input = undefined;
  }

  /** Follows the child to its end. */
  async #follow(child: Deno.ChildProcess): Promise<void> {
    const output = child.stdout.getReader();
    const drained = this.#read(output);
    const status = await child.status;
    await within(drained, "read the output", DRAIN).catch(() => output.cancel());
    this.#closeInput();
    this.#requests?.close();
    this.#conclude(status);
  }

  async #read(output: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>): Promise<void> {
    const parser = new FrameParser();
    for (;;) {
      const { value: chunk, done } = await output.read();
      if (done) return;
      for (const part of parser.feed(chunk)) {
        // What the child printed goes on, in its place.
        if (part instanceof Uint8Array) writeFully(Deno.stdout, part);
        else this.#handle(part);
      }
    }
  }

  #handle(frame: Frame): void {
    switch (frame.type) {
      case FrameType.MESSAGE:
        return this.#deliver(frame);
      case FrameType.REQUEST:
        this.#requests?.accept(frame);
        return;
      case FrameType.CANCEL:
        return this.#requests?.cancel(frame.id);
      default:
        this.#last = frame;
    }
  }

  #deliver(frame: Frame): void {
    try {
      this.accept({ kind: "message", message: decode(frame.body) });
    } catch (error) {
      // An error of the message's receiver, which must not end the reading of the pipe.
      reportError(error);
    }
  }

  /** Tells who joins how the child ended: by its last word, unless it was killed. */
  #conclude({ code, signal }: Deno.CommandStatus): void {
    // Deno gives 128 plus the signal's number as the code.
    const exitCode = signal ? 128 - code : code;
    if (this.#last?.type === FrameType.DONE) {
      return this.finish(exitCode, decode(this.#last.body) as Result);
    }
    if (this.#last?.type === FrameType.FAILED) {
      return this.accept({ kind: "failed", error: decode(this.#last.body) as never });
    }
    if (this.#terminated) {
      const error = new DOMException(`Cannot join ${this.name}: it was terminated`, "AbortError");
      return this.fail(signal ? exitCode : TERMINATED, error);
    }
    const how = signal ? `by ${signal}` : `with exit code ${code}`;
    this.fail(
      exitCode,
      new Error(`Cannot join ${this.name}: it ended ${how} before it had a result`),
    );
  }
}

function packArgument(arg: unknown, queues: ProcessQueue<unknown>[]): ProcessArgument {
  if (arg instanceof ProcessQueue) {
    return { queue: queues.push(arg) - 1, sizes: arg.broker.sizes };
  }
  if (!isShared(arg)) return { value: arg };
  const { kind } = arg.handle;
  throw new TypeError(`Cannot pass a ${kind} to a process: only threads share memory`);
}
