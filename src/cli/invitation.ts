// How people get into a room that this program has opened.

import { X509Certificate } from "node:crypto";
import type { Messages } from "../language/mod.ts";
import { formatEndpoint, reachableAddresses } from "../net/mod.ts";
import type { Server, ServerOptions, WebPlan, WebState } from "../server/mod.ts";
import { wordsOf } from "../talk/mod.ts";
import { formatInvitation, formatRoomPart, KEY_HASH_LENGTH } from "../wire/mod.ts";
import type { Context } from "./command.ts";
import { hashOf } from "./keeper.ts";
import { programName } from "./program_name.ts";

type OpenWeb = Extract<WebState, { kind: "open" }>;

/**
 * How people can join, a command a line, how they find the room, and how they know it.
 *
 * @param link see {@link linkLines}
 */
export async function invitation(
  server: Server,
  announceAs: string | undefined,
  link: readonly string[],
  { messages, language }: Pick<Context, "messages" | "language">,
): Promise<string[]> {
  return [
    ...joinLines(server, announceAs ?? "", messages),
    ...link,
    messages.roomWords,
    ...await wordsOf(server.key, language),
  ];
}

/**
 * The page for browsers, where they are served, and a link that names the room by its key, with its secret where it has
 * one. Of the two, the page is what a phone can open: where there is room for it as a QR code, that is the page's. It
 * has in its fragment what the link says, which a browser tells nobody.
 */
export async function linkLines(
  { endpoint, key, web }: Server,
  { secret, certificate }: Pick<ServerOptions, "secret"> & Pick<WebPlan, "certificate">,
  messages: Messages,
): Promise<string[]> {
  const [hostname = ""] = reachableAddresses(endpoint.hostname, Deno.networkInterfaces());
  const keyHash = hashOf(key).subarray(0, KEY_HASH_LENGTH);
  const room = { keyHash, ...secret && { secret } };
  const link = formatInvitation({ hostname, port: endpoint.port, ...room });
  const linkPart = [messages.invitation, `  ${link}`];
  if (web.kind === "off") return [...linkPart, ...await codeOf(link)];
  if (web.kind === "closed") {
    const why = messages.noPage[web.fault === "in-use" ? "in-use" : "other"](web.port);
    return [why, ...linkPart, ...await codeOf(link)];
  }
  const page = pageAddress(certifiedName(certificate) ?? hostname, web);
  const code = await codeOf(`${page}#${formatRoomPart(room)}`);
  return [...linkPart, messages.page, `  ${page}`, ...code];
}

function pageAddress(hostname: string, { port, isSecure }: OpenWeb): string {
  const at = formatEndpoint({ hostname, port });
  return new URL(`${isSecure ? "https" : "http"}://${at}/`).href;
}

/** The host's name that a certificate is for, if it is for one: no browser takes it for another address. */
function certifiedName(certificate: WebPlan["certificate"]): string | undefined {
  if (certificate === undefined) return undefined;
  try {
    // Deno 2.4 does not tell, nor is there anything to tell of some certificates.
    const names = new X509Certificate(certificate.cert).subjectAltName ?? "";
    return /(?:^|, )DNS:([\w.-]+)(?:,|$)/.exec(names)?.[1];
  } catch {
    // The server has taken it; that this reader does not is no fault of the person's.
    return undefined;
  }
}

/** Rows of a screen beside the code, so that nothing of it scrolls away at once. */
const OTHER_ROWS = 18;

async function codeOf(link: string): Promise<string[]> {
  if (!Deno.stdout.isTerminal()) return [];
  // Few commands need it.
  const { qrCode } = await import("../terminal/qr.ts");
  const { columns, rows } = Deno.consoleSize();
  const code = qrCode(link, columns) ?? [];
  return code.length + OTHER_ROWS <= rows ? code : [];
}

function joinLines(
  { endpoint, announceFault: fault }: Server,
  announceAs: string,
  messages: Messages,
): string[] {
  const join = `  ${programName()} join`;
  const addresses = reachableAddresses(endpoint.hostname, Deno.networkInterfaces());
  const lines = [
    messages.serving(formatEndpoint(endpoint)),
    messages.joinBy,
    ...addresses.map((hostname) => `${join} ${formatEndpoint({ hostname, port: endpoint.port })}`),
  ];
  if (fault === "not-wanted") return lines;
  if (fault !== undefined) return [...lines, messages.notAnnounced(messages.announceFault[fault])];
  return [...lines.toSpliced(2, 0, join), messages.announcedAs(announceAs)];
}
