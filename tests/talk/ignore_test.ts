import { assertEquals } from "@std/assert";
import { messagesIn } from "../../src/language/mod.ts";
import type { Entry, Happening } from "../../src/room/mod.ts";
import { PlainView, Talk } from "../../src/talk/mod.ts";
import type { Terminal } from "../../src/terminal/mod.ts";

/** A talk in sentences, and the lines that it has shown, without their times. */
function newTalk() {
  const printed: string[] = [];
  const terminal: Terminal = {
    interactive: true,
    hidesSecrets: true,
    print: (text) => printed.push(text),
    tell: (text) => printed.push(text),
    discard: () => false,
    setPrompt: () => {},
    bell: () => {},
    drained: Promise.resolve(),
    lines: async function* () {},
    close: () => {},
  };
  const talk = new Talk(
    new PlainView(terminal, messagesIn("en"), "never", Date.now),
    messagesIn("en"),
    "chatroom",
  );
  talk.view.sit("Me");
  const takeLines = () => printed.splice(0).map((text) => text.replace(/^.*?\d\d:\d\d,? /, ""));
  let index = 0;
  const happen = (happening: Happening, isPast = false) =>
    talk.entry({ index: index++, at: 0, ...happening } as Entry, isPast, false);
  return { talk, takeLines, happen };
}

const PSST = { from: "Bob", sender: "b0b", to: "Me", text: "psst", at: 0 };

Deno.test("`Talk.obey()` tells who ignores a name that was not seen, and ignores it all the same", () => {
  const { talk, takeLines } = newTalk();
  talk.text("Ada : hello");
  talk.obey("/ignore ada");
  talk.obey("/ignore Nobody");
  talk.text("Nobody : hello");
  talk.obey("/ignore");
  const notices = takeLines();
  const ada = "What ada says is not shown; /unignore ada shows it again";
  const nobody = "What Nobody says is not shown; /unignore Nobody shows it again";
  assertEquals(notices.filter((text) => !text.includes("hello")), [
    ada,
    "Nobody named Nobody was seen here so far",
    nobody,
    ada,
    nobody,
  ]);
  assertEquals(notices.filter((text) => text.includes("hello")).length, 1);
});

Deno.test("`Talk.entry()` hides an ignored member under its new name, and shows who takes the old one", () => {
  const { talk, takeLines, happen } = newTalk();
  happen({ kind: "say", name: "Bob", text: "one" });
  talk.obey("/ignore Bob");
  happen({ kind: "rename", name: "Bob", to: "Rob" });
  takeLines();
  happen({ kind: "say", name: "Rob", text: "two" });
  talk.whisper({ ...PSST, from: "Rob" }, false);
  happen({ kind: "say", name: "Bob", text: "three" });
  assertEquals(takeLines(), ["Bob says: three"]);
  talk.obey("/unignore Rob");
  happen({ kind: "say", name: "Rob", text: "four" });
  assertEquals(takeLines().at(-1), "Rob says: four");
});

Deno.test("`Talk.obey()` answers the member that wrote, whatever its name is now, and nobody in a new room", () => {
  const { talk, takeLines, happen } = newTalk();
  talk.whisper(PSST, false);
  talk.whisper({ ...PSST, from: "Me", sender: "me", to: "Cleo" }, true);
  happen({ kind: "rename", name: "Bob", to: "Rob" });
  const answer = { kind: "whisper", to: "Bob", text: "yes", member: "b0b" } as const;
  assertEquals(talk.obey("/r yes"), answer);
  talk.beginAnew();
  takeLines();
  assertEquals(talk.obey("/r yes"), undefined);
  assertEquals(takeLines(), [messagesIn("en").nobodyWrote]);
});
