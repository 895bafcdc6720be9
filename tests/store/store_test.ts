import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import {
  configurationFolder,
  keepKey,
  KnownRooms,
  makeFolder,
  memberKeyPath,
  roomFolder,
  roomKeyPath,
  type Sighting,
  StoreError,
  storeFolder,
} from "../../src/store/mod.ts";
import { roomFolderName } from "../../src/store/place.ts";
import { Folder } from "../support/folder.ts";

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
const keyOf = (byte: number) => new Uint8Array(32).fill(byte);
const modeOf = async (path: string) => ((await Deno.stat(path)).mode ?? 0) & 0o777;

Deno.test("`storeFolder()` is where the system keeps a program's data, or nowhere without a home", () => {
  const place = (os: string, variables: Record<string, string>) =>
    storeFolder({ os, environment: (name) => variables[name] });
  assertEquals(place("linux", { HOME: "/home/a" }), "/home/a/.local/share/chatroom");
  assertEquals(place("linux", { HOME: "/home/a", XDG_DATA_HOME: "/data" }), "/data/chatroom");
  // The specification: a path that is not absolute does not count.
  assertEquals(
    place("linux", { HOME: "/home/a", XDG_DATA_HOME: "data" }),
    "/home/a/.local/share/chatroom",
  );
  assertEquals(place("darwin", { HOME: "/a" }), "/a/Library/Application Support/chatroom");
  assertEquals(place("windows", { LOCALAPPDATA: "C:\\a", HOME: "/a" })?.startsWith("C:\\a"), true);
  for (const os of ["linux", "darwin", "windows"]) assertEquals(place(os, {}), undefined);
  assertEquals(place("linux", { HOME: "" }), undefined);
});

Deno.test("`configurationFolder()` is where the system keeps what people write for a program", () => {
  const place = (os: string, variables: Record<string, string>) =>
    configurationFolder({ os, environment: (name) => variables[name] });
  assertEquals(place("linux", { HOME: "/home/a" }), "/home/a/.config/chatroom");
  assertEquals(place("linux", { HOME: "/home/a", XDG_CONFIG_HOME: "/etc/a" }), "/etc/a/chatroom");
  assertEquals(place("darwin", { HOME: "/a" }), "/a/.config/chatroom");
  assertEquals(place("windows", { APPDATA: "C:\\a" })?.startsWith("C:\\a"), true);
  for (const os of ["linux", "darwin", "windows"]) assertEquals(place(os, {}), undefined);
});

Deno.test("`roomFolderName()` is a plain, distinct name of few bytes for every room", () => {
  const names = fc.string({ unit: "binary", maxLength: 40 });
  fc.assert(fc.property(names, names, (one, other) => {
    const folder = roomFolderName(one);
    assert(/^[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)*-[0-9a-f]{16}$/u.test(folder), folder);
    assert(new TextEncoder().encode(folder).length < 255);
    const [a, b] = [one, other].map((name) => name.toWellFormed().normalize("NFC"));
    assertEquals(folder === roomFolderName(other), a === b);
  }));
  for (const name of ["..", "/", "CON", "a/../../b", "\u0000", ""]) {
    assert(/^[A-Za-z]+(?:-[a-z]+)*-[0-9a-f]{16}$/.test(roomFolderName(name)), name);
  }
  assertNotEquals(roomFolderName("Tea"), roomFolderName("tea"));
  assert(roomFolderName("二楼的聊天室").startsWith("二楼的聊天室-"));
});

Deno.test("`keepKey()` makes a private key once, and gives the same one ever after", async () => {
  await using folder = await Folder.make();
  const path = roomKeyPath(folder.path, "茶");
  await makeFolder(roomFolder(folder.path, "茶"));
  const key = await keepKey(path, random);
  assertEquals(key.length, 32);
  assertEquals(await keepKey(path, random), key);
  assertEquals(await modeOf(path), 0o600);
  assertEquals(await modeOf(roomFolder(folder.path, "茶")), 0o700);
  assertEquals(
    (await Array.fromAsync(Deno.readDir(roomFolder(folder.path, "茶")))).map(({ name }) => name),
    [
      "key",
    ],
  );
});

Deno.test("`keepKey()` gives all that start at once the key that is kept", async () => {
  await using folder = await Folder.make();
  const path = memberKeyPath(folder.path);
  const keys = await Promise.all(Array.from({ length: 20 }, () => keepKey(path, random)));
  const kept = await Deno.readFile(path);
  for (const key of keys) assertEquals(key, kept);
  assertEquals((await Array.fromAsync(Deno.readDir(folder.path))).length, 1);
});

Deno.test("`keepKey()` closes a key to others, and takes neither a damaged one nor a link", async () => {
  await using folder = await Folder.make();
  const path = memberKeyPath(folder.path);
  const key = await keepKey(path, random);
  await Deno.chmod(path, 0o644);
  assertEquals(await keepKey(path, random), key);
  assertEquals(await modeOf(path), 0o600);
  const link = `${folder.path}/link`;
  await Deno.symlink(path, link);
  await assertRejects(() => keepKey(link, random), StoreError, `${link}: it is not a plain file`);
  for (const length of [0, 31, 33]) {
    await Deno.writeFile(path, new Uint8Array(length));
    await assertRejects(() => keepKey(path, random), StoreError, `Cannot use ${path}: `);
    assertEquals((await Deno.readFile(path)).length, length);
  }
  const missing = `${folder.path}/missing/key`;
  await assertRejects(() => keepKey(missing, random), StoreError, `Cannot use ${missing}: `);
});

Deno.test("`makeFolder()` closes a folder to others, and refuses what is none", async () => {
  await using folder = await Folder.make();
  const path = `${folder.path}/a/chatroom`;
  await makeFolder(path);
  assertEquals(await modeOf(`${folder.path}/a`), 0o700);
  await Deno.chmod(path, 0o755);
  await makeFolder(path);
  assertEquals(await modeOf(path), 0o700);
  await Deno.symlink(path, `${folder.path}/link`);
  await Deno.writeTextFile(`${folder.path}/file`, "");
  for (const name of ["link", "file", "file/below"]) {
    await assertRejects(() => makeFolder(`${folder.path}/${name}`), StoreError, "Cannot use /");
  }
});

const TEA: Sighting = { name: "Tea", key: keyOf(1), address: "10.0.0.7:8888" };

Deno.test("`KnownRooms.recognize()` tells a new room, a known one, and one whose key changed", async () => {
  await using folder = await Folder.make();
  const rooms = new KnownRooms(folder.path);
  const kindOf = async (sighting: Sighting) => (await rooms.recognize(sighting)).kind;
  assertEquals(await kindOf(TEA), "new");
  await rooms.remember(TEA, 1000);
  assertEquals(await kindOf(TEA), "known");
  assertEquals(await kindOf({ ...TEA, name: "Cake", address: "10.0.0.8:1" }), "known");
  assertEquals(await kindOf({ ...TEA, name: "Cake", key: keyOf(2) }), "changed");
  assertEquals(await kindOf({ name: "ＴＥＡ", address: "10.0.0.8:1", key: keyOf(2) }), "changed");
  assertEquals(await kindOf({ name: "Cake", address: "10.0.0.8:1", key: keyOf(2) }), "new");
});

Deno.test("`KnownRooms.remember()` keeps when and where a room was, in a private file", async () => {
  await using folder = await Folder.make();
  const rooms = new KnownRooms(folder.path);
  await rooms.remember(TEA, 1000);
  await rooms.remember({ ...TEA, name: "Green tea", address: "10.0.0.8:8888" }, 2000);
  await rooms.remember({ name: "茶", key: keyOf(3), address: "[::1]:1" }, 3000);
  const [chinese, tea] = await new KnownRooms(folder.path).list();
  assertEquals(tea, {
    name: "Green tea",
    key: keyOf(1),
    addresses: ["10.0.0.8:8888", "10.0.0.7:8888"],
    firstSeen: 1000,
    lastSeen: 2000,
  });
  assertEquals(await modeOf(`${folder.path}/known_rooms.json`), 0o600);
  // What had the place of a room under another key is forgotten with it.
  await rooms.remember({ name: "茶", key: keyOf(4), address: "10.0.0.8:8888" }, 4000);
  assertEquals((await rooms.list()).map(({ key }) => key), [keyOf(4)]);
  await rooms.remember(TEA, 5000);
  await rooms.forget([chinese!, ...(await rooms.list()).slice(0, 1)]);
  assertEquals((await rooms.list()).map(({ key }) => key), [keyOf(4)]);
});

Deno.test("`KnownRooms.remember()` loses nothing of what others write at the same time", async () => {
  await using folder = await Folder.make();
  const bytes = Array.from({ length: 20 }, (_, index) => index);
  await Promise.all(bytes.map((byte) => {
    const sighting = { name: `room ${byte}`, key: keyOf(byte), address: `10.0.0.1:${byte + 1}` };
    return new KnownRooms(folder.path).remember(sighting, byte);
  }));
  const kept = await new KnownRooms(folder.path).list();
  assertEquals(kept.map(({ lastSeen }) => lastSeen), bytes.toReversed());
});

Deno.test("`KnownRooms` names a damaged file in one line, and leaves it as it is", async () => {
  await using folder = await Folder.make();
  const path = `${folder.path}/known_rooms.json`;
  const room = '{"name":"a","key":"AA","addresses":[],"firstSeen":0,"lastSeen":0}';
  for (const text of ["", "{", "{}", "[1]", "[{}]", `[${room}]`, "\ud800"]) {
    await Deno.writeTextFile(path, text);
    const rooms = new KnownRooms(folder.path);
    for (const run of [() => rooms.list(), () => rooms.remember(TEA, 0)]) {
      const error = await assertRejects(run, StoreError, `Cannot use ${path}: it is damaged`);
      assert(!error.message.includes("\n"));
    }
    assertEquals(await Deno.readTextFile(path), text.toWellFormed());
  }
});
