// Where a room's password comes from. It is never a value on the command line, which others can read.

import { readPasswordFile, StoreError } from "../store/mod.ts";
import { randomBytes } from "../base/mod.ts";
import type { Language, Messages } from "../language/mod.ts";
import { fileOption } from "./arguments/values.ts";
import type { OptionSpecs, OptionValues } from "./arguments/options.ts";
import { Failure } from "./errors.ts";

/** Most UTF-16 code units of a password. */
const LONGEST = 256;

/** Where somebody who wants to get in has the password from, if not from a link. */
export const PASSWORD_FILE = {
  "password-file": fileOption((help) => help.option.passwordFile),
} satisfies OptionSpecs;

/** The same, for a room that is opened with one. */
export const PASSWORD = {
  "password": { summary: (help) => help.option.password },
  ...PASSWORD_FILE,
} satisfies OptionSpecs;

/** The environment variable that holds a password. */
export const PASSWORD_VARIABLE = "CHATROOM_PASSWORD";

/** Asks a person for a text that is not shown; undefined where there is nobody to ask, or the person leaves. */
export type AskSecret = (question: string) => Promise<string | undefined>;

/**
 * The password that was given: in a file, whose first line it is, or in the environment. Undefined where none was.
 *
 * @throws {Failure}
 */
export async function givenPassword(
  { "password-file": file }: OptionValues<typeof PASSWORD_FILE>,
  messages: Messages,
): Promise<string | undefined> {
  const text = file === undefined
    ? Deno.env.get(PASSWORD_VARIABLE) || undefined
    : await readFile(file, messages);
  if (text === undefined) return undefined;
  return checked(text, messages);
}

/**
 * The password of a room that is opened; undefined for a room that takes none. A person who wants one is asked, and
 * gets three words for an empty line.
 *
 * @throws {Failure}
 */
export async function roomPassword(
  options: OptionValues<typeof PASSWORD>,
  ask: AskSecret,
  tell: (text: string) => void,
  language: Language,
  messages: Messages,
): Promise<string | undefined> {
  const given = await givenPassword(options, messages);
  if (given !== undefined || !options.password) return given;
  const typed = await ask(messages.askNewPassword);
  if (typed === undefined) throw new Failure(messages.nobodyToAsk);
  if (typed !== "") return checked(typed, messages);
  const { threeWords } = await import("../language/fingerprint.ts");
  const made = threeWords(randomBytes, language);
  tell(messages.madePassword(made));
  return made;
}

function checked(text: string, messages: Messages): string {
  const password = text.normalize("NFC");
  if (password === "" || password.length > LONGEST) {
    throw new Failure(messages.badPassword(LONGEST));
  }
  return password;
}

async function readFile(path: string, messages: Messages): Promise<string> {
  try {
    return await readPasswordFile(path);
  } catch (error) {
    throw error instanceof StoreError ? new Failure(messages.cannotReadFile(path)) : error;
  }
}
