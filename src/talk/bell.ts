import { mentions } from "./mention.ts";
import type { Bell } from "./view.ts";

/**
 * Whether what another member says now, or does, rings the bell of somebody.
 *
 * @param name of the one whose bell it is; undefined where it is not known
 */
export function rings(bell: Bell, text: string, name: string | undefined): boolean {
  return bell === "always" || (bell === "mention" && name !== undefined && mentions(text, name));
}
