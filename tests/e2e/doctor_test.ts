import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { messagesIn } from "../../src/language/mod.ts";
import {
  guardedHosts,
  type Namespaces,
  type Recipe,
  testInNamespaces,
  TWO_HOSTS,
} from "../support/namespace.ts";
import { type Outcome, Program } from "../support/program.ts";

/** Lines of what `doctor` found, without the gap behind the verdict. */
function lines({ stdout }: Pick<Outcome, "stdout">): string[] {
  return stdout.trimEnd().split("\n").map((line) => line.replace(/ +/, " "));
}

/** Runs `doctor --wait` at one host and `doctor HOST` at the other, to the end of both. */
async function bothSides(hosts: Namespaces, args: string[] = []) {
  await using waiter = Program.startOn(hosts, ["doctor", "--wait", ...args]);
  await waiter.match(/doctor 10\.77\.0\.1:8888\n|"check":"waiting"/);
  const caller = await Program.runOn(hosts, ["doctor", "10.77.0.1", ...args], "", 1);
  // Where something was heard, that is told at once, or a short time later.
  if (/Multicast does not|"group"/.test(caller.stdout)) await waiter.match(/The clock of/);
  waiter.kill("SIGINT");
  return { caller, waiter: await waiter.end() };
}

testInNamespaces(
  "chatroom doctor says that all is well with a room elsewhere, with exit code 0",
  TWO_HOSTS,
  async (hosts) => {
    await using room = Program.startOn(hosts, ["serve", "--room=Tea", "--names-for=off"]);
    await room.match(/found on this network/);
    const outcome = await Program.runOn(hosts, ["doctor", "10.77.0.1"], "", 1);
    const [files = "", ...found] = lines(outcome);
    assertMatch(files, /^ok Files can be kept in \/.*\/chatroom$/);
    assertEquals(found.slice(0, -3), [
      "ok lo has the address 127.0.0.1/8, for this machine alone",
      "ok right has the address 10.77.0.2/24",
      "ok lo has the address ::1/128, for this machine alone",
      "ok Multicast goes out and comes back on lo (127.0.0.1)",
      "ok Multicast goes out and comes back on right (10.77.0.2)",
      "ok Found by multicast: Tea (10.77.0.1:8888)",
      "ok A room answers at 10.77.0.1:8888",
    ]);
    for (const [index, bytes] of [200, 1200].entries()) {
      const pattern = `^ok ${bytes} bytes get to 10\\.77\\.0\\.1:8888 and back in \\d+\\.\\d ms$`;
      assertMatch(found.at(index - 3)!, new RegExp(pattern));
    }
    assertEquals(found.at(-1), "ok Browsers get the room's page at http://10.77.0.1:8888/");
    assertEquals([outcome.code, outcome.stderr], [0, ""]);
  },
);

testInNamespaces(
  "chatroom doctor says at both sides that all gets through, with exit code 0",
  TWO_HOSTS,
  async (hosts) => {
    const { caller, waiter } = await bothSides(hosts);
    assertEquals(lines(waiter).slice(-4), [
      "ok 200 bytes get to 10.77.0.2 and back",
      "ok 1200 bytes get to 10.77.0.2 and back",
      "ok Multicast gets to 10.77.0.2 and from there to here",
      "ok The clock of 10.77.0.2 agrees with this one",
    ]);
    const found = lines(caller);
    assertEquals(found.at(-5), "ok doctor --wait answers at 10.77.0.1:8888");
    assertEquals(found.slice(-2), [
      "ok Multicast gets to 10.77.0.1 and from there to here",
      "ok The clock of 10.77.0.1 agrees with this one",
    ]);
    assertEquals([caller.code, waiter.code], [0, 0]);
  },
);

testInNamespaces(
  "chatroom doctor tells the side that waits where its answers are dropped",
  guardedHosts(1, "unicast"),
  async (hosts) => {
    await using waiter = Program.startOn(hosts, ["doctor", "--wait"]);
    await waiter.match(/doctor 10\.77\.0\.1:8888\n/);
    const caller = await Program.runOn(hosts, ["doctor", "10.77.0.1"], "", 1);
    assertMatch(lines(caller).at(-1)!, /^fault Nothing comes back from 10\.77\.0\.1:8888: run .*/);
    await waiter.match(/The clock of/);
    waiter.kill("SIGINT");
    const { code, stdout } = await waiter.end();
    const found = lines({ stdout }).slice(-4);
    assertEquals(found.slice(0, 3), [
      "fault 200 bytes do not get from here to 10.77.0.2: " +
      "a firewall drops what goes out here, or what comes in there",
      "fault 1200 bytes do not get from here to 10.77.0.2: " +
      "a firewall drops what goes out here, or what comes in there",
      "ok Multicast gets to 10.77.0.2 and from there to here",
    ]);
    assertEquals([caller.code, code], [1, 1]);
  },
);

testInNamespaces(
  "chatroom doctor --wait says that nobody was heard where all is dropped that comes in",
  guardedHosts(0, "udp"),
  async (hosts) => {
    await using waiter = Program.startOn(hosts, ["doctor", "--wait"]);
    await waiter.match(/doctor 10\.77\.0\.1:8888\n/);
    const caller = await Program.runOn(hosts, ["doctor", "10.77.0.1"], "", 1);
    assertStringIncludes(caller.stdout, "Nothing comes back from 10.77.0.1:8888");
    waiter.kill("SIGTERM");
    const { code, stdout } = await waiter.end();
    assertMatch(lines({ stdout }).at(-1)!, /^fault Nobody was heard: .* let UDP port 8888 in/);
    assertEquals([caller.code, code], [1, 1]);
  },
);

testInNamespaces(
  "chatroom doctor --wait says that only multicast comes in where all else is dropped",
  guardedHosts(0, "unicast"),
  async (hosts) => {
    await using waiter = Program.startOn(hosts, ["doctor", "--wait"]);
    await waiter.match(/doctor 10\.77\.0\.1:8888\n/);
    const { code } = await Program.runOn(hosts, ["doctor", "10.77.0.1"], "", 1);
    waiter.kill("SIGINT");
    const { stdout } = await waiter.end();
    assertMatch(lines({ stdout }).at(-1)!, /^fault Nothing but multicast .* of 10\.77\.0\.2: .*/);
    assertEquals(code, 1);
  },
);

testInNamespaces(
  "chatroom doctor tells which way long datagrams are dropped, at both sides",
  guardedHosts(1, "long"),
  async (hosts) => {
    const { caller, waiter } = await bothSides(hosts);
    const advice = messagesIn("en").doctor.tooLong;
    assertStringIncludes(
      caller.stdout,
      `fault    1200 bytes do not get from 10.77.0.1:8888 to here: ${advice}\n`,
    );
    assertStringIncludes(
      waiter.stdout,
      "ok       200 bytes get to 10.77.0.2 and back\n" +
        `fault    1200 bytes do not get from here to 10.77.0.2: ${advice}\n`,
    );
    assertEquals([caller.code, waiter.code], [1, 1]);
  },
);

testInNamespaces(
  "chatroom doctor --json prints an object a line for each finding",
  guardedHosts(0, "long"),
  async (hosts) => {
    const { caller, waiter } = await bothSides(hosts, ["--json"]);
    const read = ({ stdout }: Outcome) =>
      stdout.trimEnd().split("\n").map((line) => JSON.parse(line)).filter(({ check }) =>
        check === "datagrams"
      ).map(({ bytes, verdict, blocked }) => [bytes, verdict, blocked]);
    assertEquals(read(caller), [[200, "ok", undefined], [1200, "fault", "out"]]);
    assertEquals(read(waiter), [[200, "ok", undefined], [1200, "fault", "in"]]);
    assertEquals([caller.code, waiter.code], [1, 1]);
  },
);

/** A host that reaches nobody but itself. */
const ALONE: Recipe = ['ip link set lo up; echo "$$"; cat >/dev/null'];

testInNamespaces(
  "chatroom doctor says that a machine without a network has none",
  ALONE,
  async (hosts) => {
    const outcome = await Program.runOn(hosts, ["doctor", "--lang=zh"]);
    const { text, advice } = messagesIn("zh").doctor.noNetwork;
    assert(lines(outcome).includes(`故障 ${text}：${advice}`), outcome.stdout);
    assertEquals([outcome.code, outcome.stderr], [1, ""]);
  },
);

Deno.test("chatroom doctor says where no file can be kept, with exit code 1", async () => {
  const file = await Deno.makeTempFile();
  try {
    const { code, stdout } = await Program.run(["doctor"], "", { XDG_DATA_HOME: `${file}/data` });
    assertMatch(stdout, /^fault {4}Cannot use .*data\/chatroom: /);
    assertEquals(code, 1);
  } finally {
    await Deno.remove(file);
  }
});

Deno.test("chatroom doctor refuses wrong use in one line", async () => {
  for (
    const [args, text] of [
      [["a b"], "Invalid HOST[:PORT] 'a b': an address is HOST or HOST:PORT"],
      [["--wait", "10.0.0.7:8888"], "Cannot wait for HOST with a port"],
      [["--port=8888"], "Cannot take --port without --wait"],
      [["--wait", "--port=0"], "Invalid --port '0'"],
    ] as const
  ) {
    const { code, stdout, stderr } = await Program.run(["doctor", ...args]);
    assertEquals([code, stdout], [2, ""]);
    assertMatch(stderr, /^chatroom: [^\n]*\n$/);
    assertStringIncludes(stderr, text);
  }
});
