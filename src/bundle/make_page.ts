import type { Page } from "../net/mod.ts";
import { Thread } from "../parallel/mod.ts";

/** Every file of the page, by the path under which a browser asks for it. */
const FILES = {
  "/": ["index.html", "text/html; charset=utf-8"],
  "/page.js": ["page.js", "text/javascript; charset=utf-8"],
  "/worker.js": ["worker.js", "text/javascript; charset=utf-8"],
  "/page.css": ["page.css", "text/css; charset=utf-8"],
  "/icon.svg": ["icon.svg", "image/svg+xml"],
} as const;

/** Names of the files that {@link bundlePage} makes. */
export const FILE_NAMES: readonly string[] = Object.values(FILES).map(([name]) => name);

/** Where the page is in the executable and in the package for npm, which have no sources of it. */
const BUILT = new URL("../../dist/page/", import.meta.url);

/**
 * The page for browsers: made of its sources where they are, and else as it was built with the program.
 *
 * @throws {Error} where it cannot be made or read
 */
export async function makePage(): Promise<Page> {
  return pageOf(await hasSources() ? await bundle() : await readBuilt());
}

/**
 * The page of its files' contents.
 *
 * @throws {Error} where one is missing
 */
export function pageOf(bodies: Bodies): Page {
  const files = Object.entries(FILES).map(([path, [name, type]]) => {
    const body = bodies.get(name);
    if (body === undefined) throw new Error(`Cannot show the page: ${name} is missing`);
    return [path, { type, body }] as const;
  });
  return { files: new Map(files) };
}

async function hasSources(): Promise<boolean> {
  try {
    return (await Deno.stat(new URL("../page/page.ts", import.meta.url))).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

type Bodies = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

/** Bundles the sources, in a thread of its own. */
async function bundle(): Promise<Bodies> {
  const open = () => new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  return await new Thread<Bodies>(open, { name: "the bundler" }).start().join();
}

async function readBuilt(): Promise<Bodies> {
  const reads = FILE_NAMES.map(async (name) =>
    [name, await Deno.readFile(new URL(name, BUILT))] as const
  );
  return new Map(await Promise.all(reads));
}
