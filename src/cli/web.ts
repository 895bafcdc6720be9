// Whether and how a room that this program opens serves browsers.

import type { Messages } from "../language/mod.ts";
import { parsePort } from "../net/mod.ts";
import type { WebPlan } from "../server/mod.ts";
import type { OptionSpecs, OptionValues, ValueOption } from "./arguments/options.ts";
import { fileOption } from "./arguments/values.ts";
import { Failure, UsageError } from "./errors.ts";
import { ownExecutable } from "./page.ts";

/** How browsers are served. */
export const WEB = {
  "web": {
    metavar: "PORT|off",
    summary: (help) => help.option.web,
    parse: (text) => text === "off" ? text : parsePort(text),
    expected: (messages) => messages.expected.portOrOff,
  } as ValueOption<number | "off">,
  "cert": fileOption((help) => help.option.cert),
  // `--key` is the file of a member's own key.
  "cert-key": fileOption((help) => help.option.certKey),
} satisfies OptionSpecs;

/**
 * How to serve browsers; undefined where they are not to be.
 *
 * @throws {UsageError}
 * @throws {Failure} where a file cannot be read
 */
export async function webPlan(
  { web, cert, "cert-key": key }: OptionValues<typeof WEB>,
  messages: Messages,
): Promise<WebPlan | undefined> {
  if ((cert === undefined) !== (key === undefined)) throw new UsageError(messages.certNeedsKey);
  if (cert !== undefined && web === "off") throw new UsageError(messages.certWithoutWeb);
  if (web === "off") return undefined;
  const certificate = cert === undefined || key === undefined ? undefined : {
    cert: await readText(cert, messages),
    key: await readText(key, messages),
  };
  const executable = ownExecutable();
  return { port: web, certificate, downloads: executable === undefined ? [] : [executable] };
}

async function readText(path: string, messages: Messages): Promise<string> {
  try {
    const text = await Deno.readTextFile(path);
    // Nothing in it would count as no file at all.
    return text === "" ? "\n" : text;
  } catch {
    throw new Failure(messages.cannotReadFile(path));
  }
}
