// Rooms on other networks, to which multicast does not get.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { type Namespaces, testInNamespaces, TWO_NETWORKS } from "../support/namespace.ts";
import { Folder } from "../support/folder.ts";
import { Program } from "../support/program.ts";

const ROOM = "10.88.0.1:8888";

/** A room on the other network. */
async function openTea(hosts: Namespaces): Promise<Program> {
  const args = ["serve", "--room=Tea", "--host=10.88.0.1", "--names-for=off"];
  const room = Program.startOn(hosts, args);
  await room.match(/found on this network as Tea\n/);
  return room;
}

/** Names and addresses of the rooms that the second host finds. */
async function find(hosts: Namespaces, env: Record<string, string>): Promise<string[]> {
  const { stdout } = await Program.runOn(hosts, ["find", "--json"], "", 1, env);
  const rooms = stdout.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
  return rooms.map(({ name, members, address }) => `${name} ${members} ${address}`);
}

testInNamespaces(
  "find and join find the rooms of CHATROOM_ROOMS and of the file rooms on other networks",
  TWO_NETWORKS,
  async (hosts) => {
    await using room = await openTea(hosts);
    assertEquals(await find(hosts, {}), []);
    assertEquals(await find(hosts, { CHATROOM_ROOMS: "10.88.0.2, 10.88.0.1" }), [`Tea 0 ${ROOM}`]);
    await using folder = await Folder.make();
    await Deno.mkdir(`${folder.path}/chatroom`);
    const text = `# our rooms\n${ROOM}  # upstairs\nno-such-host.invalid\n\n`;
    await Deno.writeTextFile(`${folder.path}/chatroom/rooms`, text);
    const env = { XDG_CONFIG_HOME: folder.path };
    assertEquals(await find(hosts, env), [`Tea 0 ${ROOM}`]);
    const { code, stderr } = await Program.runOn(
      hosts,
      ["join", "tea", "--name=Bob"],
      "hello\n",
      1,
      env,
    );
    assertEquals([code, stderr], [0, `chatroom: Entering Tea at ${ROOM}\n`]);
    await room.match(/Bob entered/);
    const doctor = await Program.runOn(hosts, ["doctor"], "", 1, env);
    assertMatch(doctor.stdout, /ok +Found at their own addresses: Tea \(10\.88\.0\.1:8888\)\n/);
  },
);

testInNamespaces(
  "join finds a room that was entered before where it was last",
  TWO_NETWORKS,
  async (hosts) => {
    await using room = await openTea(hosts);
    await using folder = await Folder.make();
    const env = { XDG_DATA_HOME: folder.path };
    const enter = (...target: string[]) =>
      Program.runOn(hosts, ["join", ...target, "--name=Bob"], "hello\n", 1, env);
    assertEquals((await enter(ROOM)).code, 0);
    const { code, stderr } = await enter();
    assertEquals([code, stderr], [0, `chatroom: Entering Tea at ${ROOM}\n`]);
    await room.match(/(?:Bob entered[^]*){2}/);
  },
);

testInNamespaces(
  "chatroom doctor says that a host is on another network, where multicast does not get",
  TWO_NETWORKS,
  async (hosts) => {
    await using waiter = Program.startOn(hosts, ["doctor", "--wait"]);
    await waiter.match(/Run there/);
    const { code, stdout } = await Program.runOn(hosts, ["doctor", "10.88.0.1"], "", 1);
    assertMatch(stdout, /warning +10\.88\.0\.1 is on another network, .* CHATROOM_ROOMS/);
    assertEquals(code, 0);
  },
);

Deno.test("find says in one line what is wrong with CHATROOM_ROOMS and the file rooms", async () => {
  const run = (env: Record<string, string>) => Program.run(["find", "--timeout=100ms"], "", env);
  const variable = await run({ CHATROOM_ROOMS: "10.0.0.1 10.0.0.2:0" });
  assertEquals([variable.code, variable.stdout], [2, ""]);
  assertStringIncludes(variable.stderr, "chatroom: Invalid CHATROOM_ROOMS '10.0.0.2:0': ");
  await using folder = await Folder.make();
  const path = `${folder.path}/chatroom/rooms`;
  await Deno.mkdir(`${folder.path}/chatroom`);
  await Deno.writeTextFile(path, "a b:x\n");
  const file = await run({ XDG_CONFIG_HOME: folder.path });
  assertEquals([file.code, file.stdout], [1, ""]);
  assertStringIncludes(file.stderr, `chatroom: Invalid ${path} 'b:x': `);
  await Deno.remove(path);
  await Deno.mkdir(path);
  // The folder in which rooms are kept, for who has one place for both.
  const noFile = await run({ XDG_CONFIG_HOME: folder.path });
  assert(!noFile.stderr.includes(path), noFile.stderr);
  assert(!file.stderr.slice(0, -1).includes("\n"));
});
