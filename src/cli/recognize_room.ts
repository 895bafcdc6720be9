// Whether a room that answers is the one that is meant, and how to get in.

import { startsWith } from "@std/bytes/starts-with";
import type { ClientOptions, Meet } from "../client/mod.ts";
import type { Language, Messages } from "../language/mod.ts";
import { formatEndpoint } from "../net/mod.ts";
import { paintNotice, type PersonAtTerminal, wordsOf } from "../talk/mod.ts";
import type { Found } from "./choose_room.ts";
import { EXIT_CHANGED, EXIT_DENIED, Failure } from "./errors.ts";
import type { Sighting } from "../store/mod.ts";
import { hashOf, type Keeper } from "./keeper.ts";

export interface MeetingOptions {
  /** Where it is to be, and what else is known of it. */
  readonly found: Found;
  /** The password that was given beside that. */
  readonly password: string | undefined;
  readonly keeper: Keeper;
  readonly messages: Messages;
  readonly language: Language;
}

/** How a room is met. */
export interface Meeting {
  readonly meet: Meet;
  /** To be called once inside: only now is it shown that the room has the key. From then on, it is known. */
  readonly entered: () => Promise<void>;
}

/**
 * Decides on the room that answers. One that a link or a search named has to have that key; else the first time it is
 * trusted, and then it has to have the key that it had.
 *
 * @param person where a person can be asked; a script has none
 */
export function meeting(options: MeetingOptions, person?: PersonAtTerminal): Meeting {
  const { found, keeper, messages } = options;
  const { keyHash } = found;
  let sighting: Sighting | undefined;
  const meet: Meet = async ({ key, isSecret }) => {
    if (keyHash !== undefined && !startsWith(hashOf(key), keyHash)) {
      throw new Failure(messages.impostor(formatEndpoint(found.endpoint)), EXIT_CHANGED);
    }
    sighting = await recognize(key, options, person);
    if (!isSecret) return { key, secret: undefined };
    const secret = found.secret ?? options.password ??
      await askSecret(person, messages.askPassword);
    if (secret === undefined) throw new Failure(messages.passwordNeeded, EXIT_DENIED);
    return { key, secret };
  };
  const entered = async () => {
    if (sighting !== undefined) await keeper.remember(sighting);
    sighting = undefined;
  };
  return { meet, entered };
}

/** Trusts a room on first use, and from then on no other one in its place, unless a person says so. */
async function recognize(
  key: Uint8Array,
  { found, keeper, messages, language }: MeetingOptions,
  person: PersonAtTerminal | undefined,
): Promise<Sighting> {
  const address = formatEndpoint(found.endpoint);
  const sighting = { name: found.name ?? address, key, address };
  if (found.isInvited) return sighting;
  const known = await keeper.recognize(sighting);
  const words = await wordsOf(key, language);
  if (known.kind === "changed") {
    const before = await wordsOf(known.room.key, language);
    const warning = [
      messages.changedKey(address),
      ...[messages.wordsBefore, ...before, messages.wordsNow, ...words],
      messages.changedAdvice,
    ];
    const isMeant = await confirm(warning, messages, person);
    if (!isMeant) throw new Failure(messages.otherRoom(address), EXIT_CHANGED);
  } else if (known.kind === "new" && person?.terminal.interactive) {
    person.terminal.tell(paintNotice([messages.newRoom, ...words].join("\n")));
  }
  return sighting;
}

/** Whether a person types `yes`. */
async function confirm(
  warning: readonly string[],
  messages: Messages,
  person: PersonAtTerminal | undefined,
): Promise<boolean> {
  if (!person?.terminal.interactive) return false;
  const { terminal, lines } = person;
  terminal.tell(warning.join("\n"));
  terminal.setPrompt(messages.askYes);
  const { value, done } = await lines.next();
  terminal.setPrompt("");
  return done !== true && value.trim().normalize("NFKC").toLowerCase() === "yes";
}

/** What a person types and nobody sees; undefined where there is no person, or it leaves. */
export async function askSecret(
  person: Pick<PersonAtTerminal, "terminal" | "lines"> | undefined,
  question: string,
): Promise<string | undefined> {
  if (!person?.terminal.hidesSecrets) return undefined;
  const { terminal, lines } = person;
  terminal.setPrompt(question, true);
  const { value, done } = await lines.next();
  terminal.setPrompt("");
  return done === true ? undefined : value;
}

/**
 * The dialect to speak. Where it is known that the room seals what is said, nothing is said in the clear: the classic
 * dialect shows nobody which room it is.
 */
export function dialectFor(
  asked: ClientOptions["dialect"],
  { found, password }: Pick<MeetingOptions, "found" | "password">,
): ClientOptions["dialect"] {
  const isSealed = found.keyHash !== undefined || password !== undefined;
  return asked === "auto" && isSealed ? "reliable" : asked;
}
