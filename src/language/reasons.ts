import { makeVisible } from "../base/mod.ts";
import type { Messages } from "./messages.ts";

/**
 * Why something was refused, in words.
 *
 * @param reason one of the words that this program uses on the wire, or a foreign server's own wording;
 * undefined where the server gave none, as a classic one that refuses a name
 */
export function describeReason(reason: string | undefined, messages: Messages): string {
  if (reason === undefined) return messages.nameTakenOrBarred;
  const known: Readonly<Record<string, string>> = { ...messages.refusal, ...messages.fault };
  return known[reason] ?? makeVisible(reason, " ");
}
