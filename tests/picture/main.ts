// Draws the README's pictures: a room that is really served, members who are really in it, and one member's
// screen as it is then. `deno task picture` writes them anew; the clock in them is that of the moment.

import { Program, SERVE } from "../support/program.ts";
import { Screen } from "../support/screen.ts";
import { type Script, SCRIPTS, type Step } from "./scripts.ts";
import { drawScreen } from "./svg.ts";

const SIZE = { columns: 80, rows: 19 };

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

async function play(script: Script): Promise<string> {
  const { language, name, before, after, unsent, draft } = script;
  // The port that people use, on loopback alone.
  const server = Program.start([...SERVE, "--host", "127.0.0.1", "--lang", language]);
  await using cast = new AsyncDisposableStack();
  cast.use(server);
  await server.match(/join 127\.0\.0\.1:8888\n/);
  const extras = new Map<string, Extra>();
  for (const step of before) await take(step, extras, cast);

  const args = ["join", "--name", name];
  const env = { CHATROOM_SERVER: "127.0.0.1", CHATROOM_LANG: language, NO_COLOR: "" };
  const screen = cast.use(await Screen.start(args, { ...SIZE, env }));
  await screen.match(/Ctrl-D/);
  for (const step of after) {
    if (step.name === name) {
      await screen.type(step.text);
      await screen.press("Enter");
    } else await take(step, extras, cast);
    await screen.match(new RegExp(step.shows));
  }
  // While the server stands still, what is said is under way.
  server.kill("SIGSTOP");
  await screen.type(unsent);
  await screen.press("Enter");
  await screen.match(/ …\n/);
  await screen.type(draft);
  await screen.match(new RegExp(`${draft}$`));
  const captured = await screen.capture();
  const cursor = await screen.cursor();
  // Else it would come back, with what is unsaid, into the next room here.
  server.kill("SIGCONT");
  // The first Ctrl-C throws the draft away.
  await screen.press("C-c");
  await screen.match(new RegExp(`^${name} ?[:：]$`, "m"));
  await screen.press("C-c");
  await screen.match(/exit code 0/);
  const title = ["chatroom", ...args].join(" ");
  return drawScreen({ ...SIZE, captured, cursor, title, ...script.words });
}

/** Lets one who isn't at the screen do something; whoever is not there yet enters first. */
async function take(
  { name, request }: Step,
  extras: Map<string, Extra>,
  cast: AsyncDisposableStack,
): Promise<void> {
  const extra = extras.get(name) ?? cast.use(await Extra.enter(name));
  extras.set(name, extra);
  if (request !== undefined) await extra.ask(request);
}

for (const script of SCRIPTS) {
  const file = new URL(`talk_${script.language}.svg`, import.meta.url);
  await Deno.writeTextFile(file, await play(script));
}
