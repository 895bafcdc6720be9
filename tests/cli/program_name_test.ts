import { assertEquals } from "@std/assert";
import { commandFor, type Start } from "../../src/cli/program_name.ts";

const BY_DENO = {
  version: "2.9.6",
  isFromNpx: false,
  root: "/home/ada/chat/",
  directory: "/home/ada/chat",
};

Deno.test("`commandFor()` gives a command that works where this program was started", () => {
  const path = ["/usr/bin", "/home/ada/.deno/bin"];
  const rows: [Start, string][] = [
    [{ executable: "/usr/bin/chatroom", path }, "chatroom"],
    [{ executable: "/usr/bin/talk", path }, "talk"],
    [{ executable: "/home/ada/dist/chatroom", path }, "/home/ada/dist/chatroom"],
    [{ executable: "/home/ada/my rooms/it's", path }, `'/home/ada/my rooms/it'\\''s'`],
    [
      { executable: "/home/ada/.deno/bin/deno", path, byDeno: BY_DENO },
      "deno task -q chatroom",
    ],
    [
      { executable: "/opt/deno", path, byDeno: { ...BY_DENO, directory: "/home/ada/chat/src" } },
      "/opt/deno task -q chatroom",
    ],
    [
      { executable: "/usr/bin/deno", path, byDeno: { ...BY_DENO, directory: "/tmp" } },
      "deno task -q --cwd /home/ada/chat/ chatroom",
    ],
    [
      { executable: "/x/deno", path, byDeno: { ...BY_DENO, isFromNpx: true } },
      "npx --yes deno@2.9.6 task -q chatroom",
    ],
  ];
  for (const [start, command] of rows) assertEquals(commandFor(start), command);
});

Deno.test("`commandFor()` names a program that is installed by its own command", () => {
  const path = ["/usr/bin", "/home/ada/.deno/bin"];
  const executable = "/usr/bin/deno";
  const installed = (command: string) => ({
    executable,
    path,
    byDeno: { ...BY_DENO, installed: command },
  });
  const package_ = (command: string, packages?: string[]) => ({
    executable,
    path,
    byNpm: { command, isFromNpx: packages !== undefined, packages: packages ?? [] },
  });
  const bin = "/home/ada/x/node_modules/.bin/chatroom";
  const rows: [Start, string][] = [
    [installed("/home/ada/.deno/bin/chatroom"), "chatroom"],
    [installed("/opt/my tools/chatroom"), "'/opt/my tools/chatroom'"],
    [package_("/usr/bin/chatroom"), "chatroom"],
    [package_(bin), bin],
    [package_(bin, []), "npx chatroom"],
    [package_(bin, ["./chatroom-0.1.0.tgz"]), "npx --yes ./chatroom-0.1.0.tgz"],
    [
      package_(bin, ["node@22", "./it's.tgz"]),
      `npx --yes --package node@22 --package './it'\\''s.tgz' chatroom`,
    ],
    [package_("/x/launcher.js"), "node /x/launcher.js"],
  ];
  for (const [start, command] of rows) assertEquals(commandFor(start), command);
});
