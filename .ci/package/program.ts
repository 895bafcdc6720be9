// The program's own files as plain JavaScript, each of them by itself: threads, processes and tasks name the file
// in which they begin, so a bundle of all would break them.

import { build, type Plugin } from "npm:esbuild@0.28.2";
import { dirname, join, relative } from "node:path";
import { vendored } from "./dependencies.ts";

/** How a file names the one in which a thread or a process begins. */
const ENTRY = /((?:Worker\(new URL|import\.meta\.resolve)\("\.\.?\/[^"]+)\.ts"/g;

/** Folders of `src/` that are not in the package as they are: the page is, built. */
const PAGE = join("src", "page");

/** Files that make the page of its sources. */
const BUNDLER = [join("src", "bundle", "bundle.ts"), join("src", "bundle", "worker.ts")];

/** Writes the program's files to `target`. Returns what they import from npm. */
export async function transformProgram(root: string, target: string): Promise<Set<string>> {
  const imports = new Set<string>();
  await build({
    entryPoints: [join(root, "main.ts"), ...await programIn(root)],
    outbase: root,
    outdir: target,
    bundle: true,
    treeShaking: false,
    format: "esm",
    platform: "node",
    target: "esnext",
    // A task names what it runs by the name of the function or class.
    keepNames: true,
    plugins: [eachByItself(root, imports)],
    logLevel: "warning",
  });
  return imports;
}

/** The sources that the program needs where the page is built. */
async function programIn(root: string): Promise<string[]> {
  const sources = await sourcesIn(join(root, "src"));
  return sources.filter((path) => {
    const name = relative(root, path);
    return !name.startsWith(PAGE) && !BUNDLER.includes(name);
  });
}

async function sourcesIn(folder: string): Promise<string[]> {
  const files: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) files.push(...await sourcesIn(path));
    else if (name.endsWith(".ts") && !name.endsWith(".d.ts")) files.push(path);
  }
  return files.sort();
}

/** Leaves every import in place, under the name that the file has in the package. */
function eachByItself(root: string, imports: Set<string>): Plugin {
  return {
    name: "each by itself",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /./ }, ({ path, kind, importer }) => {
        if (kind === "entry-point" || path.startsWith("node:")) return undefined;
        if (path.startsWith(".")) return { path: path.replace(/\.ts$/, ".js"), external: true };
        imports.add(path);
        const way = relative(dirname(importer), join(root, vendored(path)));
        return { path: way.replaceAll("\\", "/"), external: true };
      });
      onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const text = await Deno.readTextFile(path);
        return { contents: text.replaceAll(ENTRY, '$1.js"'), loader: "ts" };
      });
    },
  };
}

/** Copies the lessons as they were written: `exercise --source` shows them. */
export async function copyLessons(root: string, target: string): Promise<void> {
  for (const source of await sourcesIn(join(root, "src", "exercises"))) {
    const copy = join(target, relative(root, source));
    await Deno.mkdir(dirname(copy), { recursive: true });
    await Deno.copyFile(source, copy);
  }
}
