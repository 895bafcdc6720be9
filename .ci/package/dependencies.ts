// What the program imports from npm, put into the package: so it has these very versions, whatever npm would
// choose, and needs no network after the first time.

import { build, type Plugin } from "npm:esbuild@0.28.2";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** Where the installed packages are, in a folder of their own. */
export interface Installed {
  /** The folder `node_modules`. */
  readonly folder: string;
  /** The file of an import, by the name that the import map has for it. */
  locate(specifier: string): string;
}

/** Installs what the import map names, in the versions of the lock file. */
export async function installDependencies(root: string, work: string): Promise<Installed> {
  const project = JSON.parse(await Deno.readTextFile(join(root, "deno.json")));
  const imports: Record<string, string> = project.imports;
  const config = JSON.stringify({ imports, nodeModulesDir: "auto" });
  await Deno.writeTextFile(join(work, "deno.json"), config);
  await Deno.copyFile(join(root, "deno.lock"), join(work, "deno.lock"));
  const install = new Deno.Command(Deno.execPath(), {
    args: ["install", "--frozen", "--quiet"],
    cwd: work,
    stdout: "inherit",
    stderr: "inherit",
  });
  if (!(await install.output()).success) throw new Error("Cannot install the dependencies");
  const locate = (specifier: string): string => {
    const target = imports[specifier];
    if (target === undefined) throw new Error(`Cannot find ${specifier} in the import map`);
    // `npm:@scope/name@1.2.3/file.js` is `@scope/name/file.js`.
    return target.replace(/^npm:(@?[^@]+)@[^/]+/, "$1");
  };
  return { folder: join(work, "node_modules"), locate };
}

/** Where a dependency is in the package. Data stay what they are. */
export function vendored(specifier: string): string {
  const name = specifier.replaceAll("@", "");
  return `vendor/${/\.js(?:on)?$/.test(name) ? name : `${name}.js`}`;
}

/** Writes each of the imports, bundled with what it needs itself, and the licences of all that is in them. */
export async function bundleDependencies(
  specifiers: ReadonlySet<string>,
  installed: Installed,
  target: string,
): Promise<void> {
  const { folder, locate } = installed;
  const data = [...specifiers].filter((specifier) => specifier.endsWith(".json"));
  for (const specifier of data) {
    const copy = join(target, vendored(specifier));
    await Deno.mkdir(dirname(copy), { recursive: true });
    await Deno.copyFile(join(folder, locate(specifier)), copy);
  }
  const code = [...specifiers].filter((specifier) => !data.includes(specifier));
  const bundled = await bundle(code, installed, target);
  const files = [...bundled, ...data.map((name) => `node_modules/${locate(name)}`)];
  for (const name of new Set(files.map(packageOf))) {
    await copyLicence(dirname(folder), name, target);
  }
}

/** Bundles each of the imports. What several of them need is there once. Returns the files that are in them. */
async function bundle(
  specifiers: readonly string[],
  { folder, locate }: Installed,
  target: string,
): Promise<string[]> {
  const root = dirname(folder);
  const { metafile } = await build({
    entryPoints: specifiers.map((specifier) => ({
      in: locate(specifier),
      out: vendored(specifier).replace(/\.js$/, ""),
    })),
    absWorkingDir: root,
    outdir: target,
    bundle: true,
    splitting: true,
    chunkNames: "vendor/shared-[hash]",
    format: "esm",
    platform: "node",
    // As Deno chooses among the variants of a package.
    conditions: ["deno", "node", "import"],
    mainFields: ["module", "main"],
    minifyWhitespace: true,
    minifySyntax: true,
    metafile: true,
    // Some packages are in the older format of modules, and load those of Node as that does.
    banner: {
      js:
        'import{createRequire as makeRequire}from"node:module";const require=makeRequire(import.meta.url);',
    },
    plugins: [fromRoot(root)],
    logLevel: "warning",
  });
  return Object.keys(metafile.inputs).filter((file) => !file.startsWith("named:"));
}

/**
 * The entry points are named as imports are, not as files. What a module in the older format exports by name is not known
 * before it runs: it gets an entry point that has the names.
 */
function fromRoot(root: string): Plugin {
  const require = createRequire(join(root, "package.js"));
  return {
    name: "from root",
    setup({ onResolve, onLoad, resolve }) {
      onResolve({ filter: /^[^.]/ }, async (args) => {
        if (args.kind !== "entry-point") return undefined;
        const found = await resolve(args.path, { kind: "import-statement", resolveDir: root });
        const isOld = found.errors.length === 0 && await isOldFormat(found.path);
        return isOld ? { path: args.path, namespace: "named" } : found;
      });
      onLoad({ filter: /./, namespace: "named" }, ({ path }) => {
        const names = ["default", ...Object.keys(require(path)).filter((name) => NAME.test(name))];
        const contents = `export { ${[...new Set(names)].join(", ")} } from "${path}";`;
        return { contents, resolveDir: root };
      });
    },
  };
}

const NAME = /^[A-Za-z_$][\w$]*$/;

/** Whether a file is a module in the format that Node had first. */
async function isOldFormat(path: string): Promise<boolean> {
  if (path.endsWith(".mjs")) return false;
  const text = await Deno.readTextFile(join(packageOf(path), "package.json"));
  return JSON.parse(text).type !== "module";
}

/** The folder of the package that a file belongs to. */
function packageOf(file: string): string {
  const [found] = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? [];
  if (found === undefined) throw new Error(`Cannot find the package of ${file}`);
  return found;
}

async function copyLicence(root: string, folder: string, target: string): Promise<void> {
  const name = folder.slice(folder.lastIndexOf("node_modules/") + "node_modules/".length);
  const place = join(target, "vendor", "licences", name.replaceAll(/[@/]+/g, "_"));
  await Deno.mkdir(dirname(place), { recursive: true });
  for await (const { name: file } of Deno.readDir(join(root, folder))) {
    if (/^licen[cs]e/i.test(file)) return await Deno.copyFile(join(root, folder, file), place);
  }
  const { license } = JSON.parse(await Deno.readTextFile(join(root, folder, "package.json")));
  if (license === undefined) throw new Error(`Cannot find the licence of ${folder}`);
  await Deno.writeTextFile(place, `${license}\n`);
}
