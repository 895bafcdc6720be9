// Draws the README's pictures: a room that is really served, members who are really in it, and one member's
// terminal and page as they are then. The page's need a font that has Chinese. `deno task picture` writes them anew; the clock in them is that of the moment.

import { Browser } from "../support/browser.ts";
import { Screen } from "../support/screen.ts";
import { Cast } from "./cast.ts";
import { drawPage } from "./page.ts";
import { type Script, SCRIPTS } from "./scripts.ts";
import { drawScreen } from "./svg.ts";

const SIZE = { columns: 80, rows: 19 };

async function play(script: Script): Promise<string> {
  const { language, name, after, unsent, draft } = script;
  await using cast = await Cast.open(script);
  const { server } = cast;

  const args = ["join", "--name", name];
  const env = { CHATROOM_SERVER: "127.0.0.1", CHATROOM_LANG: language, NO_COLOR: "" };
  await using screen = await Screen.start(args, { ...SIZE, env });
  await screen.match(/Ctrl-D/);
  for (const step of after) {
    if (step.name === name) {
      await screen.type(step.text);
      await screen.press("Enter");
    } else await cast.take(step);
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

for (const script of SCRIPTS) {
  const file = new URL(`talk_${script.language}.svg`, import.meta.url);
  await Deno.writeTextFile(file, await play(script));
}

await using browser = await Browser.open();
for (const script of SCRIPTS) {
  const file = new URL(`page_${script.language}.png`, import.meta.url);
  await Deno.writeFile(file, await drawPage(script, browser));
}
