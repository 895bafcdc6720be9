import type { Log } from "../../room/mod.ts";
import type { EnterRequest } from "../../wire/mod.ts";

/** From where on a member wants the log. */
export interface Start {
  /** Index of the first entry that it wants. */
  readonly index: number;
  /** Whether it misses what is not there any more: it has all that is before. */
  readonly isNeeded: boolean;
}

/**
 * Where somebody begins to follow the log: after a broken connection where it was, else so many entries back as it asks
 * for. Ask before the member is in: a newcomer does not get its own entering as history.
 *
 * @param room the id of this room, since it was opened
 */
export function startFor(
  { resume, history }: Pick<EnterRequest, "resume" | "history">,
  room: string,
  { next }: Pick<Log, "next">,
): Start {
  return resume?.room === room && resume.from <= next
    ? { index: resume.from, isNeeded: true }
    : { index: next - history, isNeeded: false };
}
