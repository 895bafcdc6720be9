import { assertEquals, assertRejects } from "@std/assert";
import { chooseRoom, roomMenu, roomsNamed } from "../../src/cli/choose_room.ts";
import { Failure } from "../../src/cli/errors.ts";
import { roomOption } from "../../src/cli/arguments/values.ts";
import type { FoundRoom } from "../../src/client/mod.ts";
import { messagesIn } from "../../src/language/mod.ts";
import type { Terminal } from "../../src/terminal/mod.ts";

const room = (name: string, members: number, hostname: string): FoundRoom => ({
  keyHash: name,
  isSecret: false,
  name,
  members,
  addresses: [{ hostname, port: 8888, roundTrip: 1.25 }],
});
const TEA = room("Tea", 1, "10.0.0.7");
const CHINESE = room("二楼的聊天室", 12, "192.168.100.200");

const messages = messagesIn("en");

/** A terminal at which somebody has typed these lines, and what it shows. */
function typed(interactive: boolean, ...typed: string[]) {
  const shown: string[] = [];
  async function* lines() {
    yield* await Promise.resolve(typed);
  }
  const terminal: Terminal = {
    interactive,
    hidesSecrets: interactive,
    drained: Promise.resolve(),
    tell: (line) => shown.push(line),
    discard: () => false,
    print: (line) => shown.push(line),
    bell: () => {},
    setPrompt: (prompt) => shown.push(prompt),
    lines,
    close() {},
  };
  return { terminal, lines: lines(), shown };
}

Deno.test("`chooseRoom()` asks until a number is one of a room's, and leaves the rest to be read", async () => {
  const person = typed(true, "0", "3", "Tea", "", "-1", "1.0", " ２ ", "Ada");
  assertEquals(await chooseRoom([TEA, CHINESE], person, messages), CHINESE);
  const again = person.shown.filter((line) => line.includes(messages.noSuchRoom(2)));
  assertEquals(again.length, 5);
  assertEquals(person.shown.at(-1), "");
  assertEquals((await person.lines.next()).value, "Ada");
});

Deno.test("`chooseRoom()` returns nothing for somebody who leaves", async () => {
  assertEquals(await chooseRoom([TEA, CHINESE], typed(true, "7"), messages), undefined);
});

Deno.test("`chooseRoom()` refuses to choose for a pipe, and names the rooms", async () => {
  const person = typed(false, "1");
  await assertRejects(
    () => chooseRoom([TEA, CHINESE], person, messages),
    Failure,
    "Cannot choose among 2 rooms, name one by its address: " +
      "Tea (10.0.0.7:8888), 二楼的聊天室 (192.168.100.200:8888)",
  );
  assertEquals(person.shown, []);
});

Deno.test("`roomsNamed()` finds rooms in any case and width, but those of just that name first", () => {
  const [tea, TEA] = [room("tea", 1, "10.0.0.1"), room("TEA", 1, "10.0.0.2")];
  assertEquals(roomsNamed("Tea", [tea, TEA, CHINESE]), [tea, TEA]);
  assertEquals(roomsNamed("ｔｅａ", [CHINESE, tea]), [tea]);
  assertEquals(roomsNamed("TEA", [tea, TEA]), [TEA]);
  assertEquals(roomsNamed("二楼", [tea, CHINESE]), []);
});

Deno.test("`roomMenu()` is a table with numbers, or two lines a room on a narrow screen", () => {
  assertEquals(roomMenu([TEA, CHINESE], 80, messages), [
    "   Room          Members  Address               Round trip",
    "1  Tea                 1  10.0.0.7:8888             1.3 ms",
    "2  二楼的聊天室       12  192.168.100.200:8888      1.3 ms",
  ]);
  assertEquals(roomMenu([TEA, CHINESE], 30, messages), [
    "1 Tea, 1 member",
    "  10.0.0.7:8888  1.3 ms",
    "2 二楼的聊天室, 12 members",
    "  192.168.100.200:8888  1.3 ms",
  ]);
  const many = roomMenu(Array.from({ length: 10 }, () => TEA), 30, messagesIn("zh"));
  assertEquals([many[0], many[1], many[18]], [
    " 1 Tea, 1 个成员",
    "   10.0.0.7:8888  1.3 ms",
    "10 Tea, 1 个成员",
  ]);
});

Deno.test("`roomOption` takes a name that can be shown, and none that would be cut", () => {
  for (
    const [text, name] of [
      ["Tea room", "Tea room"],
      ["  二楼  的聊天室 ", "二楼 的聊天室"],
      ["x".repeat(32), "x".repeat(32)],
      ["x".repeat(33), undefined],
      ["\u200b", undefined],
      [" ", undefined],
    ] as const
  ) assertEquals(roomOption.parse(text), name, JSON.stringify(text));
});
