// What is in the compiled executable. Only where `CHATROOM_EXECUTABLE` names one.

import { assertEquals } from "@std/assert";

const executable = Deno.env.get("CHATROOM_EXECUTABLE");

/** Packages that only tests and benchmarks need, or the type checker: as they are named with a version or a path. */
const FOREIGN = ["pure-rand@", "tinypool/", "undici-types@", "@types/node@"];

Deno.test({
  name: "the executable holds no package that it does not run on",
  ignore: executable === undefined,
  async fn() {
    const bytes = await Deno.readFile(executable!);
    const text = new TextDecoder("latin1").decode(bytes);
    assertEquals(FOREIGN.filter((name) => text.includes(name)), []);
  },
});
