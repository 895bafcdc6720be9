import type { Browser, PageOptions } from "../support/browser.ts";
import { Guest } from "../support/room_page.ts";
import { Cast } from "./cast.ts";
import type { Script } from "./scripts.ts";

/** On what the member of a script reads the page: English at a desk in daylight, Chinese on a phone at night. */
const SCREENS: Readonly<Record<Script["language"], PageOptions>> = {
  en: { width: 1440, height: 900, languages: "en-GB,en" },
  zh: { width: 390, height: 844, isPhone: true, isDark: true, languages: "zh-CN,zh" },
};

/** The page as the member of a script sees it, as PNG. */
export async function drawPage(script: Script, browser: Browser): Promise<Uint8Array> {
  const { language, name, before, after, unsent, draft } = script;
  await using cast = await Cast.open(script);
  await using guest = await Guest.enter(browser, "http://127.0.0.1:8888", name, SCREENS[language]);
  for (const step of after) {
    if (step.name === name) await guest.say(step.text);
    else await cast.take(step);
    await guest.sees(step.shows.split("$")[0]!);
  }
  const people = new Set([...before, ...after].map((step) => step.name).concat(name));
  await guest.page.until(
    `document.querySelectorAll(".people li").length === ${people.size}`,
    "who is here",
  );
  // While the server stands still, what is said is under way.
  cast.server.kill("SIGSTOP");
  await guest.say(unsent);
  await guest.page.type(draft);
  await guest.page.until("document.querySelector('.under-way')", "what is under way");
  const picture = await guest.page.picture();
  cast.server.kill("SIGCONT");
  return picture;
}
