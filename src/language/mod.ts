/**
 * What people read: the message catalogue in English and 中文, and the log's entries as text. This folder
 * must not know datagrams, terminals or where its texts go.
 *
 * @module
 */

import { chinese } from "./chinese.ts";
import { english } from "./english.ts";
import type { Language } from "./languages.ts";
import type { Messages } from "./messages.ts";

export * from "./log_entries.ts";
export * from "./languages.ts";
export * from "./locale.ts";
export type {
  CommandTexts,
  CommandWord,
  Dialect,
  FarewellReason,
  HelpTexts,
  Messages,
  RequestFault,
} from "./messages.ts";
export type { Advised, DoctorTexts } from "./doctor/texts.ts";
export { describeReason } from "./reasons.ts";
export { suggest } from "./suggest.ts";

/** The catalogue in one language. */
export function messagesIn(language: Language): Messages {
  return language === "zh" ? chinese : english;
}
