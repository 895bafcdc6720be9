import { Program, SERVE } from "../support/program.ts";
import type { Script, Step } from "./scripts.ts";

/** A member without a screen, who speaks JSON. */
class Extra implements AsyncDisposable {
  readonly #program: Program;

  private constructor(program: Program) {
    this.#program = program;
  }

  static async enter(name: string): Promise<Extra> {
    const program = Program.start(["join", "127.0.0.1", "--json", "--name", name]);
    await program.match(/"kind":"entered"/);
    return new Extra(program);
  }

  /** Asks the room for something, and waits until that is done. */
  async ask(request: Readonly<Record<string, unknown>>): Promise<void> {
    const id = crypto.randomUUID();
    await this.#program.write(`${JSON.stringify({ ...request, id })}\n`);
    await this.#program.match(new RegExp(`"id":"${id}","ok":true`));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program[Symbol.asyncDispose]();
  }
}

/** A room for the others of a script, who do what they did before the one whose screen it is came. */
export class Cast implements AsyncDisposable {
  readonly server: Program;
  readonly #extras = new Map<string, Extra>();

  private constructor(server: Program) {
    this.server = server;
  }

  /** Opens the room on the port that people use, on loopback alone. */
  static async open({ language, before }: Script): Promise<Cast> {
    const cast = new Cast(Program.start([...SERVE, "--host", "127.0.0.1", "--lang", language]));
    await cast.server.match(/join 127\.0\.0\.1:8888\n/);
    for (const step of before) await cast.take(step);
    return cast;
  }

  /** Lets one who isn't at the screen do something; whoever is not there yet enters first. */
  async take({ name, request }: Step): Promise<void> {
    const extra = this.#extras.get(name) ?? await Extra.enter(name);
    this.#extras.set(name, extra);
    if (request !== undefined) await extra.ask(request);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const extra of this.#extras.values()) await extra[Symbol.asyncDispose]();
    await this.server[Symbol.asyncDispose]();
  }
}
