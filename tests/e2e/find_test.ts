import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { FoundRoom } from "../../src/client/mod.ts";
import { roomJson, roomTable } from "../../src/cli/find.ts";
import { messagesIn } from "../../src/language/mod.ts";
import { LOOPBACK } from "../../src/net/mod.ts";
import { announceRoom } from "../../src/server/mod.ts";
import { within } from "../support/deadline.ts";
import { Program, programCommand, ROOT } from "../support/program.ts";

/** A room that is announced on this machine alone, where every search looks. */
function announce(name: string, port: number, members: number): AsyncDisposable {
  const stop = new AbortController();
  const endpoint = { hostname: "127.0.0.1", port };
  const ended = announceRoom({ name, endpoint, members: () => members }, stop.signal, {
    interfaces: () => [LOOPBACK],
  });
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await within(ended, "the goodbyes");
    },
  };
}

/** A name that no other room has: the network that the tests run on may have rooms. */
const unique = (name: string) => `${name} ${crypto.randomUUID().slice(0, 8)}`;

Deno.test("chatroom find lists the rooms, for people and for programs, until they end", async () => {
  const [tea, chinese] = [unique("Tea"), unique("聊天室")];
  {
    await using _tea = announce(tea, 9001, 3);
    await using _chinese = announce(chinese, 9002, 0);
    const { code, stdout, stderr } = await Program.run(["find"]);
    assertEquals([code, stderr], [0, ""]);
    assertMatch(stdout, /^Room +Members +Address +Round trip\n/);
    const lines = stdout.split("\n");
    const [line] = lines.filter((line) => line.startsWith(tea));
    assertMatch(line ?? stdout, / 3 {2}127\.0\.0\.1:9001 +\d+\.\d ms$/);
    assert(lines.some((line) => line.startsWith(`${chinese}  `)), stdout);

    const json = await Program.run(["find", "--json", "--timeout", "500ms", "--lang", "zh"]);
    const rooms = json.stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
    const { id, roundTrip, ...room } = rooms.find(({ name }) => name === tea);
    assertEquals(room, {
      name: tea,
      members: 3,
      address: "127.0.0.1:9001",
      addresses: ["127.0.0.1:9001"],
    });
    assertMatch(id, /^[0-9a-f]{16}$/);
    assert(roundTrip > 0 && roundTrip < 500, `${roundTrip}`);
  }
  const { stdout } = await Program.run(["find", "--json"]);
  assert(!stdout.includes(tea) && !stdout.includes(chinese), stdout);
});

/** Runs the program in a network of its own, which has nothing but a loopback interface. */
async function runAlone(args: readonly string[], up: boolean) {
  const [command, ...rest] = programCommand(args);
  const { code, stdout, stderr } = await new Deno.Command("unshare", {
    args: ["--net", "sh", "-c", `${up ? "ip link set lo up && " : ""}exec "$@"`, "sh"]
      .concat(command, rest),
    cwd: ROOT,
    env: { LC_ALL: "C.UTF-8", CHATROOM_LANG: "" },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Whether this machine lets the tests have a network of their own. */
async function canBeAlone(): Promise<boolean> {
  try {
    const command = new Deno.Command("unshare", {
      args: ["--net", "ip", "link", "set", "lo", "up"],
      stderr: "null",
    });
    return (await command.output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

const mayBeAlone = await canBeAlone();
if (!mayBeAlone) {
  // deno-lint-ignore no-console -- a test that is left out has to be seen
  console.error("The tests without a network are left out: this machine allows no namespaces");
}

Deno.test({
  name: "chatroom find says what to do where there is no room, with exit code 1",
  ignore: !mayBeAlone,
  async fn() {
    for (const args of [["find", "--timeout=100ms"], ["find", "--timeout=100ms", "--json"]]) {
      const { code, stdout, stderr } = await runAlone(args, true);
      assertEquals([code, stdout], [1, ""]);
      assertMatch(stderr, /^chatroom: No rooms found on this network; .* serve opens one, .*\n$/);
    }
  },
});

Deno.test({
  name: "chatroom find says that it cannot look where there is no network at all",
  ignore: !mayBeAlone,
  async fn() {
    const { code, stdout, stderr } = await runAlone(["find"], false);
    assertEquals([code, stdout], [1, ""]);
    assertEquals(stderr, `chatroom: ${messagesIn("en").cannotSearch}\n`);
  },
});

Deno.test("chatroom find refuses a time to look that is too short or too long", async () => {
  for (const timeout of ["99ms", "61s", "5"]) {
    const { code, stderr } = await Program.run(["find", "--timeout", timeout]);
    assertEquals(code, 2);
    assertStringIncludes(stderr, `chatroom: Cannot take ${timeout} for --timeout: a time to look`);
  }
});

const ROOM: FoundRoom = {
  id: "00000000000000aa",
  name: "茶",
  members: 12,
  addresses: [
    { hostname: "127.0.0.1", port: 8888, roundTrip: 0.12345 },
    { hostname: "10.0.0.7", port: 8888, roundTrip: 0.1 },
  ],
};

Deno.test("`roomTable()` is a line for each room, below a heading in the reader's language", () => {
  assertEquals(roomTable([ROOM, { ...ROOM, name: "Long name" }], messagesIn("zh")), [
    "聊天室     人数  地址            往返时间",
    "茶           12  127.0.0.1:8888    0.1 ms",
    "Long name    12  127.0.0.1:8888    0.1 ms",
  ]);
});

Deno.test("`roomJson()` is one line, round trips to the microsecond", () => {
  assertEquals(
    roomJson(ROOM),
    '{"name":"茶","members":12,"address":"127.0.0.1:8888","roundTrip":0.123,' +
      '"addresses":["127.0.0.1:8888","10.0.0.7:8888"],"id":"00000000000000aa"}',
  );
});
