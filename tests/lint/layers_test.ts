import { assertEquals } from "@std/assert";
import plugin, { LAYERS } from "./layers.ts";

/** Messages of the plugin for `source`, taken as the file `path`. */
function lint(path: string, source: string): string[] {
  return Deno.lint.runPlugin(plugin, `/project/${path}`, source).map((found) => found.message);
}

Deno.test("layers refuses an import that points up, in every form of import", () => {
  const message = "Cannot import src/server from src/wire: imports only point down";
  for (
    const source of [
      `import { x } from "../server/mod.ts";`,
      `import type { X } from "../server/mod.ts";`,
      `import "../server/mod.ts";`,
      `export { x } from "../server/mod.ts";`,
      `export * from "../server/mod.ts";`,
      `await import("../server/mod.ts");`,
    ]
  ) assertEquals(lint("src/wire/classic.ts", source), [message], source);
});

Deno.test("layers accepts imports that point down, sideways and to packages", () => {
  const source = `
    import { a } from "../wire/mod.ts";
    import { b } from "./worker.ts";
    import { c } from "@std/fmt/colors";
    export { d } from "../room/mod.ts";
    export const e = 1;
  `;
  assertEquals(lint("src/server/mod.ts", source), []);
});

Deno.test("layers refuses a folder without a place and an import from outside src/", () => {
  assertEquals(lint("src/misc/a.ts", `import "../wire/mod.ts";`), [
    "Cannot place src/misc: it has no line in LAYERS",
  ]);
  assertEquals(lint("src/wire/a.ts", `import "../../tests/support/a.ts";`), [
    "Cannot import ../../tests/support/a.ts: it lies outside src/",
  ]);
});

Deno.test("layers leaves files outside src/ alone", () => {
  assertEquals(lint("main.ts", `import "./src/cli/main.ts"; Deno.exit(0);`), []);
  assertEquals(lint("tests/a_test.ts", `import "../src/wire/mod.ts"; Math.random();`), []);
});

Deno.test("layers refuses effects outside their place", () => {
  assertEquals(lint("src/room/room.ts", `export const t = Date.now();`).length, 1);
  assertEquals(lint("src/wire/a.ts", `export const t = Math.random();`).length, 1);
  assertEquals(lint("src/server/a.ts", `Deno.exit(1);`).length, 1);
  assertEquals(lint("src/client/a.ts", `Deno.listenDatagram({});`).length, 1);
  assertEquals(lint("src/server/a.ts", `Deno.serve(() => {});`).length, 1);
  assertEquals(lint("src/cli/a.ts", `Deno.exit(1);`), []);
  assertEquals(lint("src/net/a.ts", `Deno.listenDatagram({});`), []);
});

Deno.test("LAYERS has no cycle", () => {
  const reaches = (from: string): string[] => {
    const below = LAYERS[from] ?? [];
    return [...below, ...below.flatMap(reaches)];
  };
  for (const layer of Object.keys(LAYERS)) {
    assertEquals(reaches(layer).includes(layer), false, layer);
  }
});

Deno.test("LAYERS has a line for every folder of src/", () => {
  const folders = [...Deno.readDirSync(new URL("../../src", import.meta.url))]
    .filter((entry) => entry.isDirectory).map((entry) => entry.name);
  assertEquals(folders.filter((folder) => LAYERS[folder] === undefined), []);
});
