import { assertEquals } from "@std/assert";

const SOURCE = new URL("../../src/", import.meta.url);

/** The files of a folder and those below it, as paths from `src/`. */
function* filesOf(folder: URL): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    if (isDirectory) yield* filesOf(new URL(`${name}/`, folder));
    else if (name.endsWith(".ts")) {
      yield new URL(name, folder).pathname.slice(SOURCE.pathname.length);
    }
  }
}

/** What each file imports or exports from others, types included. */
function importsOf(files: Iterable<string>): Map<string, string[]> {
  return new Map([...files].map((file) => {
    const url = new URL(file, SOURCE);
    const specifiers = Deno.readTextFileSync(url)
      .matchAll(/^(?:import|export)\b[^;"]*?(?:from )?"(\.[^"]+)"/gm);
    const paths = [...specifiers].map(([, specifier = ""]) => new URL(specifier, url).pathname);
    return [file, paths.map((path) => path.slice(SOURCE.pathname.length))];
  }));
}

/** A circle of imports, as the files on its way; undefined where there is none. */
function circleIn(imports: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const walk = (file: string, way: readonly string[]): string[] | undefined => {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const next of imports.get(file) ?? []) {
      const circle = walk(next, [...way, file]);
      if (circle !== undefined) return circle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of imports.keys()) {
    const circle = walk(file, []);
    if (circle !== undefined) return circle;
  }
  return undefined;
}

Deno.test("circleIn() finds a circle, however long", () => {
  const imports = new Map([["a", ["b", "c"]], ["b", []], ["c", ["d"]], ["d", ["c"]]]);
  assertEquals(circleIn(imports), ["c", "d", "c"]);
  imports.set("d", ["b"]);
  assertEquals(circleIn(imports), undefined);
});

Deno.test("src/ has no files that import each other, on any way", () => {
  const imports = importsOf(filesOf(SOURCE));
  assertEquals(imports.get("room/mod.ts")?.includes("room/log.ts"), true);
  assertEquals(circleIn(imports), undefined);
});

Deno.test("src/cli/commands/ has no command that imports another", () => {
  const imports = importsOf(filesOf(new URL("cli/commands/", SOURCE)));
  const crossing = [...imports].filter(([, paths]) =>
    paths.some((path) => path.startsWith("cli/commands/"))
  );
  assertEquals(crossing.map(([file]) => file), []);
});
