/**
 * What people read: the message catalogue in English and 中文, and the log's entries as text. This folder
 * must not know datagrams, terminals or where its texts go.
 *
 * @module
 */

import { english } from "./english.ts";
import type { Messages } from "./messages.ts";
import { chinese } from "./chinese.ts";

export * from "./entries.ts";
export * from "./locale.ts";
export type {
  CommandTexts,
  CommandWord,
  Dialect,
  HelpTexts,
  Messages,
  RequestFault,
} from "./messages.ts";

/** The languages that the catalogue has. */
export const LANGUAGES = ["en", "zh"] as const;
export type Language = typeof LANGUAGES[number];

/** The catalogue in one language. */
export function messagesIn(language: Language): Messages {
  return language === "zh" ? chinese : english;
}
