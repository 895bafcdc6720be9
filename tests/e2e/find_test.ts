import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { FoundRoom } from "../../src/client/mod.ts";
import { roomJson, roomTable } from "../../src/cli/commands/find.ts";
import { messagesIn } from "../../src/language/mod.ts";
import { LOOPBACK } from "../../src/net/mod.ts";
import { announceRoom } from "../../src/server/mod.ts";
import { LIMIT, within } from "../support/deadline.ts";
import { type Namespaces, type Recipe, testInNamespaces, TWO_HOSTS } from "../support/namespace.ts";
import { neutral, Program, programCommand, ROOT } from "../support/program.ts";

/** A room that is announced on this machine alone, where every search looks. */
function announce(
  name: string,
  port: number,
  members: number,
  { isSecret = false, key = new TextEncoder().encode(name) } = {},
): AsyncDisposable {
  const stop = new AbortController();
  const endpoint = { hostname: "127.0.0.1", port };
  const ended = announceRoom(
    { name, key, isSecret, endpoint, members: () => members },
    stop.signal,
    {
      interfaces: () => [LOOPBACK],
    },
  );
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
    const { key, roundTrip, ...room } = rooms.find(({ name }) => name === tea);
    assertEquals(room, {
      name: tea,
      members: 3,
      isSecret: false,
      address: "127.0.0.1:9001",
      addresses: ["127.0.0.1:9001"],
    });
    assertMatch(key, /^[\w-]{22}$/);
    assert(roundTrip > 0 && roundTrip < 500, `${roundTrip}`);
  }
  const { stdout } = await Program.run(["find", "--json"]);
  assert(!stdout.includes(tea) && !stdout.includes(chinese), stdout);
});

/** A host without any network, not even loopback. */
const NOWHERE: Recipe = ['echo "$$"; cat >/dev/null'];

/** Runs the program to its end on a host. */
async function runOn(hosts: Namespaces, host: number, ...args: string[]) {
  const [command, ...rest] = hosts.command(programCommand(args), host);
  const { code, stdout, stderr } = await within(
    new Deno.Command(command, { args: rest, cwd: ROOT, env: neutral(), stdin: "null" })
      .output(),
    "the program's end",
  );
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Announces a room on a host, in a process of its own. */
function announceOn(hosts: Namespaces, host: number, ...room: string[]): AsyncDisposable {
  const main = new URL("../support/announce_main.ts", import.meta.url).pathname;
  const deno = [Deno.execPath(), "run", "--quiet", "--allow-net", "--allow-sys", main, ...room];
  const [command, ...args] = hosts.command(deno, host);
  const child = new Deno.Command(command, { args, cwd: ROOT, stdin: "piped" }).spawn();
  return {
    async [Symbol.asyncDispose]() {
      await child.stdin.close();
      await within(child.status, "the goodbyes");
    },
  };
}

testInNamespaces(
  "chatroom find finds the rooms of another host, where they can be reached, until they end",
  TWO_HOSTS,
  async (hosts) => {
    const addressesFrom = async (host: number, time: string) => {
      const { stdout } = await runOn(hosts, host, "find", "--json", `--timeout=${time}`);
      const lines = stdout.split("\n").filter((line) => line !== "");
      return lines.map((line) => JSON.parse(line)).map(({ name, addresses }) =>
        [name, ...addresses] as string[]
      );
    };
    {
      await using _all = announceOn(hosts, 0, "everywhere", "0.0.0.0", "8888");
      await using _one = announceOn(hosts, 0, "outside", "10.77.0.1", "8889");
      await using _own = announceOn(hosts, 0, "inside", "127.0.0.1", "8890");
      // Those processes take some time to start.
      const expected = [["everywhere", "10.77.0.1:8888"], ["outside", "10.77.0.1:8889"]];
      await until(async () => (await addressesFrom(1, "1s")).length === expected.length);
      assertEquals(await addressesFrom(1, "2s"), expected);
      assertEquals(await addressesFrom(0, "2s"), [
        ["everywhere", "127.0.0.1:8888", "10.77.0.1:8888"],
        ["inside", "127.0.0.1:8890"],
        ["outside", "10.77.0.1:8889"],
      ]);
    }
    for (const host of [0, 1]) assertEquals(await addressesFrom(host, "1s"), []);
  },
);

testInNamespaces(
  "chatroom find says what to do where there is no room, with exit code 1",
  TWO_HOSTS,
  async (hosts) => {
    for (const args of [[], ["--json"]]) {
      const { code, stdout, stderr } = await runOn(hosts, 0, "find", "--timeout=100ms", ...args);
      assertEquals([code, stdout], [1, ""]);
      assertMatch(stderr, /^chatroom: No rooms found on this network; .* host opens one, .*\n$/);
    }
  },
);

testInNamespaces(
  "chatroom find says that it cannot look where there is no network at all",
  NOWHERE,
  async (hosts) => {
    const { code, stdout, stderr } = await runOn(hosts, 0, "find");
    assertEquals([code, stdout], [1, ""]);
    assertEquals(stderr, `chatroom: ${messagesIn("en").cannotSearch}\n`);
  },
);

/** Asks again and again, for at most the time that a test has, until it is so. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + LIMIT;
  while (!await isSo()) if (Date.now() > end) throw new Error("It did not become so in time");
}

Deno.test("chatroom find refuses a time to look that is too short or too long", async () => {
  for (const timeout of ["99ms", "61s", "5"]) {
    const { code, stderr } = await Program.run(["find", "--timeout", timeout]);
    assertEquals(code, 2);
    assertStringIncludes(stderr, `chatroom: Invalid --timeout '${timeout}': a time to look`);
  }
});

const ROOM: FoundRoom = {
  keyHash: "0123456789abcdefghijkl",
  isSecret: false,
  name: "茶",
  members: 12,
  addresses: [
    { hostname: "127.0.0.1", port: 8888, roundTrip: 0.12345 },
    { hostname: "10.0.0.7", port: 8888, roundTrip: 0.1 },
  ],
};

Deno.test("`roomTable()` is a line for each room, below a heading in the reader's language", () => {
  const long = { ...ROOM, name: "Long name" };
  assertEquals(roomTable([ROOM, long, { ...ROOM, isSecret: true }], messagesIn("zh")), [
    "聊天室        人数  地址            往返时间",
    "茶              12  127.0.0.1:8888    0.1 ms",
    "Long name       12  127.0.0.1:8888    0.1 ms",
    "茶（要密码）    12  127.0.0.1:8888    0.1 ms",
  ]);
});

Deno.test("`roomJson()` is one line, round trips to the microsecond", () => {
  assertEquals(
    roomJson(ROOM),
    '{"name":"茶","members":12,"address":"127.0.0.1:8888","roundTrip":0.123,' +
      '"addresses":["127.0.0.1:8888","10.0.0.7:8888"],"key":"0123456789abcdefghijkl","isSecret":false}',
  );
});
