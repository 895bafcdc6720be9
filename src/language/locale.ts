import type { Language } from "./languages.ts";

/** The environment variables that name a locale, the strongest first (POSIX, "Locale"). */
export const LOCALE_VARIABLES = ["LC_ALL", "LC_MESSAGES", "LANG"] as const;

/** The language of the environment's locale; English where it names none that the catalogue has. */
export function languageOf(environment: (name: string) => string | undefined): Language {
  const locale = LOCALE_VARIABLES.map(environment).find((value) => value) ?? "";
  return /^zh(?![a-z])/i.test(locale) ? "zh" : "en";
}
