import { inOrder, MOST_UNDER_WAY } from "../../base/mod.ts";
import { EndedError, RequestError, type Seat } from "../../client/mod.ts";
import type { Messages } from "../../language/mod.ts";
import { InputError, PipeTerminal, type Terminal } from "../../terminal/mod.ts";
import { EXIT_OK } from "../errors.ts";
import { jsonLine } from "../json_line.ts";
import { BadLine, type JsonRequest, parseJsonLine } from "./json_request.ts";
import { onTermination, warn } from "../process.ts";
import { endFailure, requestFault, type ScriptOptions, takeSeat } from "./script_seat.ts";

/** Sits in a room with a program at the other end of two pipes: a JSON object a line, each way. */
export async function joinAsJson(options: ScriptOptions, messages: Messages): Promise<number> {
  const stop = new AbortController();
  let fault: Error | undefined;
  const terminal = new PipeTerminal(false, (error) => {
    fault = error;
    stop.abort();
  }, () => warn(messages.damagedInput));
  const ignoreSignals = onTermination(() => stop.abort());
  try {
    const seat = await takeSeat({ ...options, signal: stop.signal }, messages);
    if (seat !== undefined) await new JsonSeat(seat, terminal, messages).run(stop.signal);
    if (fault !== undefined) throw fault;
    return EXIT_OK;
  } finally {
    terminal.close();
    ignoreSignals();
  }
}

class JsonSeat {
  readonly #seat: Seat;
  readonly #terminal: Terminal;
  readonly #messages: Messages;
  /** What is wrong with the input, if something is. */
  #fault: InputError | undefined;
  #isLeaving = false;

  constructor(seat: Seat, terminal: Terminal, messages: Messages) {
    this.#seat = seat;
    this.#terminal = terminal;
    this.#messages = messages;
  }

  /**
   * Talks until the input ends and all of it is answered, the room ends, or the signal asks for it.
   *
   * @throws {Failure} where the time in the room ended otherwise than by leaving
   * @throws {InputError}
   */
  async run(signal: AbortSignal): Promise<void> {
    const seat = this.#seat;
    const leave = () => {
      this.#terminal.close();
      seat.close().catch(() => {});
    };
    signal.addEventListener("abort", leave);
    if (signal.aborted) leave();
    const { name, dialect, since } = seat;
    this.#print({ kind: "entered", name, dialect, since });
    const answered = this.#answerAll();
    const shown = this.#showAll();
    await Promise.race([shown, answered.then(() => seat.close()).then(() => shown)]);
    // What is still asked for is refused by now; the end is the last line.
    this.#terminal.close();
    await answered;
    const reason = await seat.ended;
    const failure = reason === "left" ? undefined : endFailure(reason, this.#messages);
    this.#print({ kind: "ended", reason, why: failure?.message });
    if (failure !== undefined) throw failure;
    if (this.#fault !== undefined) throw this.#fault;
  }

  async #showAll(): Promise<void> {
    try {
      for await (const event of this.#seat) this.#print(event);
    } catch (error) {
      if (!(error instanceof EndedError)) throw error;
    }
  }

  /** Answers every line of the input with one line, in their order. */
  #answerAll(): Promise<void> {
    return inOrder(
      this.#requests(),
      MOST_UNDER_WAY,
      (line) => this.#answer(line),
      (answer) => this.#print(answer),
    );
  }

  async *#requests(): AsyncIterableIterator<JsonRequest | BadLine> {
    try {
      for await (const line of this.#terminal.lines()) {
        const request = this.#parse(line);
        const isLeave = !(request instanceof BadLine) && request.request.kind === "leave";
        if (!isLeave || this.#isLeaving) yield request;
        else this.#leave();
      }
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      // What came before is answered first.
      this.#fault = error;
    }
  }

  /** Leaves once all that was asked for is answered. The lines behind are refused, as long as some come. */
  #leave(): void {
    this.#isLeaving = true;
    this.#seat.close().catch(() => {});
  }

  #parse(line: string): JsonRequest | BadLine {
    try {
      return parseJsonLine(line, this.#messages);
    } catch (error) {
      if (error instanceof BadLine) return error;
      throw error;
    }
  }

  async #answer(line: JsonRequest | BadLine): Promise<object> {
    const { id } = line;
    if (line instanceof BadLine) return { kind: "error", id, why: line.message };
    try {
      if (this.#isLeaving) throw new RequestError(line.request.kind, "ended");
      return { kind: "reply", id, ok: true, ...await this.#perform(line.request) };
    } catch (error) {
      return { kind: "reply", id, ok: false, ...requestFault(error, this.#messages) };
    }
  }

  /** Does what is asked for. Returns what the answer is beyond that it was done. */
  async #perform(request: JsonRequest["request"]): Promise<object> {
    switch (request.kind) {
      case "leave":
        return {};
      case "ping":
        return { roundTrip: Number((await this.#seat.ping()).toFixed(3)) };
      case "history":
        return await this.#seat.history(request.count, request.before, request.around);
      case "search":
        return await this.#seat.search(request.text, request.before);
      default: {
        const { kind: _, ...content } = await this.#seat.ask(request);
        return this.#seat.dialect === "classic" ? { confirmed: false } : content;
      }
    }
  }

  #print(value: object): void {
    this.#terminal.print(jsonLine(value));
  }
}
