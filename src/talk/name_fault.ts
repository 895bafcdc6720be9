import { describeReason, type Messages } from "../language/mod.ts";
import { Name } from "../room/mod.ts";

/** Why a text is no name, in words, or undefined where it is one. */
export function nameFault(text: string, messages: Messages): string | undefined {
  const name = Name.parse(text);
  return name instanceof Name ? undefined : describeReason(name, messages);
}
