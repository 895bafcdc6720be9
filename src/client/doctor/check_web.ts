import { DATAGRAMS_PATH, type Endpoint, formatEndpoint } from "../../net/mod.ts";

/** Milliseconds to wait for an answer. */
const PATIENCE = 2000;

/** What a room answers to who wants no WebSocket where there are only those (RFC 9110, section 15.5.22). */
const UPGRADE_REQUIRED = 426;

/** What answers HTTP at an address. */
export type WebResult =
  /** A room gives browsers its page, by HTTPS or by plain HTTP. */
  | { readonly kind: "page"; readonly url: string }
  /** Somebody answers HTTPS with a certificate that is not trusted here. */
  | { readonly kind: "not-trusted"; readonly url: string }
  /** Something else answers. */
  | { readonly kind: "other" }
  /** There is a machine, but nobody takes connections at the port. */
  | { readonly kind: "refused" }
  /** Nothing comes back. */
  | { readonly kind: "silent" };

/**
 * Finds out whether a room answers HTTP on the port of its number.
 *
 * @param to a numeric address
 */
export async function checkWeb(to: Endpoint): Promise<WebResult> {
  const plain = await ask(`http://${formatEndpoint(to)}/`);
  // Who speaks HTTPS alone hangs up on plain HTTP.
  if (plain !== "broken") return plain;
  const secure = await ask(`https://${formatEndpoint(to)}/`);
  return secure === "broken" ? { kind: "other" } : secure;
}

async function ask(url: string): Promise<WebResult | "broken"> {
  const signal = AbortSignal.timeout(PATIENCE);
  try {
    // A room that runs from its sources makes its page when it is asked for it first: that takes longer.
    const path = DATAGRAMS_PATH.slice(1);
    const { status, headers, body } = await fetch(url + path, { redirect: "manual", signal });
    await body?.cancel();
    const isRoom = status === UPGRADE_REQUIRED && headers.get("upgrade") === "websocket";
    return isRoom ? { kind: "page", url } : { kind: "other" };
  } catch (error) {
    if (signal.aborted) return { kind: "silent" };
    const text = describe(error);
    if (/refused/i.test(text)) return { kind: "refused" };
    if (/unreachable|no route/i.test(text)) return { kind: "silent" };
    return /certificate/i.test(text) ? { kind: "not-trusted", url } : "broken";
  }
}

/** An error's message with those of its causes: Deno has no other way to tell what went wrong. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message} ${describe(error.cause)}`;
}
