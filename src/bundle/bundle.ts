import { build, initialize, type Plugin, stop } from "esbuild-wasm/esm/browser.js";
import { createRequire } from "node:module";

/** What the page consists of, by the names that the browser asks for. */
export interface Bundle {
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  /** The modules that are in it, as URLs. */
  readonly modules: readonly string[];
}

const PAGE = new URL("../page/", import.meta.url);

/** What begins in the browser: the page and the worker that holds the seat. */
const ENTRIES = ["page.ts", "worker.ts", "page.css"];

/** What is given to the browser as it is. */
const STATIC = ["index.html", "icon.svg"];

/**
 * Makes the page of its sources. This takes a second or two of a processor: it is for a thread of its own.
 *
 * @throws {Error} where the sources or a package that they need cannot be read
 */
export async function bundlePage(): Promise<Bundle> {
  const engine = await Deno.readFile(new URL(import.meta.resolve("esbuild-wasm/esbuild.wasm")));
  await initialize({ wasmModule: await WebAssembly.compile(engine), worker: false });
  try {
    const { outputFiles, metafile } = await build({
      entryPoints: ENTRIES.map((name) => new URL(name, PAGE).href),
      outdir: "/",
      entryNames: "[name]",
      bundle: true,
      write: false,
      format: "esm",
      platform: "browser",
      target: "es2022",
      minify: true,
      charset: "utf8",
      metafile: true,
      legalComments: "none",
      logLevel: "silent",
      plugins: [files],
    });
    const built = outputFiles.map(({ path, contents }) =>
      [path.slice(1), new Uint8Array(contents)] as const
    );
    const copied = STATIC.map(async (name) =>
      [name, await Deno.readFile(new URL(name, PAGE))] as const
    );
    const modules = Object.keys(metafile.inputs).map((name) => name.replace(/^url:/, ""));
    return { files: new Map([...built, ...await Promise.all(copied)]), modules };
  } finally {
    await stop();
  }
}

/** The file system, which esbuild in WebAssembly has not: modules are known by their URLs. */
const files: Plugin = {
  name: "files",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /./ }, ({ path, importer, kind }) => {
      const url = kind === "entry-point" ? path : resolve(path, importer);
      // No module of the project does anything by being imported; what nobody uses of it is left out.
      const sideEffects = kind === "entry-point" || !url.endsWith(".ts");
      return { path: url, namespace: "url", sideEffects };
    });
    onLoad({ filter: /./, namespace: "url" }, async ({ path }) => ({
      contents: await Deno.readFile(new URL(path)),
      loader: loaderOf(path),
    }));
  },
};

function resolve(specifier: string, importer: string): string {
  if (specifier.startsWith(".")) return new URL(specifier, importer).href;
  // The import map is for the project's own files; packages name each other as Node does.
  if (importer.endsWith(".ts")) return import.meta.resolve(specifier);
  return new URL(createRequire(importer).resolve(specifier), importer).href;
}

function loaderOf(url: string): "ts" | "css" | "json" | "js" {
  const [, extension] = /\.(ts|css|json)$/.exec(url) ?? [];
  return extension as "ts" | "css" | "json" | undefined ?? "js";
}
