import type { Messages } from "../language/mod.ts";
import { type About, ABOUT_PATH } from "../net/web/about.ts";
import { element } from "./elements.ts";

/** The Deno with which the two commands of the README run the program. */
const NODE_COMMAND = "npx --yes deno@2.9.6 task -q chatroom";

/** How to get the program; the server is asked when somebody wants to know. */
export function programPanel({ inBrowser: page }: Messages): HTMLElement {
  const body = element("div");
  const panel = element(
    "details",
    { class: "program" },
    element("summary", { text: page.program }),
    body,
  );
  panel.addEventListener("toggle", async () => {
    if (!panel.open || body.childElementCount > 0) return;
    const about = await askAbout();
    const program = about?.program ?? undefined;
    body.append(
      element("p", { text: page.programLead }),
      ...(about === undefined || program === undefined ? [] : hostsOwn(about, program, page)),
      element("p", { text: page.elsewhere }),
      element("pre", { text: `${NODE_COMMAND} join ${roomAt(about?.port)}` }),
    );
  });
  return panel;
}

/** What the server tells; undefined where it does not answer. */
async function askAbout(): Promise<About | undefined> {
  try {
    return await (await fetch(ABOUT_PATH)).json();
  } catch {
    return undefined;
  }
}

/** The host's own program, for machines of its kind. */
function hostsOwn(
  about: About,
  program: NonNullable<About["program"]>,
  page: Messages["inBrowser"],
): HTMLElement[] {
  const { path, name, size, sha256 } = program;
  const text = page.download(name, (size / 1e6).toFixed(0));
  return [
    element("p", { text: page.forSystem(`${about.os} ${about.arch}`) }),
    element("p", {}, element("a", { text, attributes: { href: path, download: name } })),
    element("pre", { text: `SHA-256 ${sha256}` }),
    element("p", { text: page.oneLine }),
    element("pre", {
      text: oneLine(about.os, location.origin + path, name, sha256, roomAt(about.port)),
    }),
  ];
}

/** The line that gets the host's program, compares its checksum and enters the room. */
function oneLine(os: string, url: string, name: string, sha256: string, room: string): string {
  if (os === "windows") {
    const sum = `(Get-FileHash ${name}).Hash`;
    return `curl.exe -fo ${name} ${url}; if (${sum} -eq "${sha256}") { .\\${name} join ${room} }`;
  }
  const check = `echo "${sha256}  ${name}" | ${os === "darwin" ? "shasum -a 256" : "sha256sum"} -c`;
  const enter = `chmod +x ${name} && ./${name} join ${room}`;
  return `curl -fo ${name} ${url} && ${check} && ${enter}`;
}

/** Where terminals find the room. */
function roomAt(port: number | undefined): string {
  return port === undefined ? location.host : `${location.hostname}:${port}`;
}
