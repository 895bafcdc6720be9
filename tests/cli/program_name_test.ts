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
