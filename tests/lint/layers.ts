/**
 * A lint plugin that keeps the layers: imports only point down, only `src/cli` ends the process, the core
 * reads no clock and no random source, and only `src/net` opens sockets.
 */

/** Every folder of `src/` and the folders below it, which it may import. */
export const LAYERS: Readonly<Record<string, readonly string[]>> = {
  base: [],
  sync: [],
  terminal: ["base"],
  secure: [],
  store: ["base"],
  wire: ["base"],
  room: ["base"],
  link: ["base", "wire", "secure"],
  discovery: ["base", "wire"],
  net: ["base"],
  language: ["base", "room"],
  parallel: ["base", "sync"],
  server: [
    "base",
    "wire",
    "secure",
    "link",
    "discovery",
    "room",
    "store",
    "net",
    "language",
    "parallel",
  ],
  client: [
    "base",
    "wire",
    "secure",
    "link",
    "discovery",
    "room",
    "net",
    "language",
    "parallel",
    "store",
  ],
  talk: ["base", "client", "server", "room", "net", "language", "terminal"],
  exercises: ["base", "sync", "parallel", "language"],
  page: [
    "base",
    "wire",
    "secure",
    "link",
    "room",
    "net",
    "language",
    "parallel",
    "client",
    "terminal",
    "talk",
  ],
  bundle: ["net", "parallel"],
  cli: [
    "base",
    "bundle",
    "store",
    "wire",
    "server",
    "client",
    "talk",
    "terminal",
    "language",
    "exercises",
    "net",
    "room",
    "parallel",
    "store",
    "wire",
  ],
};

/** Folders that are handed the time and randomness they need. */
const PURE = ["secure", "wire", "link", "discovery", "room", "language"];

/** `src/` folder of a path, or undefined for files elsewhere. */
function layerOf(path: string): string | undefined {
  return /(?:^|\/)src\/([^/]+)\//.exec(path)?.[1];
}

/** Absolute path of what a relative specifier in `file` names. */
function resolve(file: string, specifier: string): string {
  return new URL(specifier, `file://${file}`).pathname;
}

/** Why `file` may not import `specifier`, or undefined where it may. */
function importFault(file: string, specifier: string): string | undefined {
  const from = layerOf(file);
  if (from === undefined || !specifier.startsWith(".")) return undefined;
  const target = resolve(file, specifier);
  const to = layerOf(target);
  if (to === from || target.endsWith("/deno.json")) return undefined;
  const allowed = LAYERS[from];
  if (allowed === undefined) return `Cannot place src/${from}: it has no line in LAYERS`;
  if (to === undefined) return `Cannot import ${specifier}: it lies outside src/`;
  if (allowed.includes(to)) return undefined;
  return `Cannot import src/${to} from src/${from}: imports only point down`;
}

/** Text of `a.b` in a call or a member expression, or undefined for anything else. */
function dotted(node: Deno.lint.Expression): string | undefined {
  if (node.type !== "MemberExpression") return undefined;
  if (node.object.type !== "Identifier" || node.property.type !== "Identifier") return undefined;
  return `${node.object.name}.${node.property.name}`;
}

/** What `name` is that `file` may not use, or undefined where it may. */
function useFault(file: string, name: string): string | undefined {
  const layer = layerOf(file);
  if (layer === undefined) return undefined;
  if (name === "Deno.exit" && layer !== "cli") {
    return "Cannot end the process here: only src/cli does";
  }
  if (["Deno.listenDatagram", "Deno.serve"].includes(name) && layer !== "net") {
    return "Cannot open a socket here: only src/net does";
  }
  const impure = ["Date.now", "Math.random", "performance.now", "crypto.getRandomValues"];
  if (impure.includes(name) && PURE.includes(layer)) {
    return `Cannot call ${name} here: time and randomness are arguments in src/${layer}`;
  }
  return undefined;
}

const plugin: Deno.lint.Plugin = {
  name: "layers",
  rules: {
    "imports-point-down": {
      create(context) {
        const check = (node: Deno.lint.Node, specifier: unknown) => {
          if (typeof specifier !== "string") return;
          const message = importFault(context.filename, specifier);
          if (message !== undefined) context.report({ node, message });
        };
        return {
          ImportDeclaration: (node) => check(node, node.source.value),
          ExportNamedDeclaration: (node) => check(node, node.source?.value),
          ExportAllDeclaration: (node) => check(node, node.source.value),
          ImportExpression: (node) =>
            check(node, node.source.type === "Literal" ? node.source.value : undefined),
        };
      },
    },
    "effects-in-their-place": {
      create(context) {
        return {
          MemberExpression(node) {
            const name = dotted(node);
            const message = name && useFault(context.filename, name);
            if (message) context.report({ node, message });
          },
        };
      },
    },
  },
};

export default plugin;
