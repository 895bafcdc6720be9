import type { Machine, Request } from "../base/mod.ts";
import type { Destination } from "../link/mod.ts";

/** A member's seat as a state machine, in either dialect. */
export interface Session extends Machine {
  /** Asks to enter under a name. Answered by the event `entered`, `refused` or `unanswered`. */
  enter(name: string, now: number): void;
  /** The room that answered, in the event `greeted`, is the one that is meant: enters it. */
  trust(room: Destination, now: number): void;
  /** Says a text, after those that were said before. */
  say(text: string, now: number): void;
  /** Asks for something, after what was said before. Answered by the event `reply` with this id. */
  ask(request: Request, id: number, now: number): void;
  /** `bytes` bytes of entries were dealt with. */
  take(bytes: number): void;
  /**
   * Leaves, after everything that was said before. Answered by the event `ended`.
   *
   * @param wait most milliseconds to wait until more of it is confirmed, where the dialect confirms; ten
   * seconds for all of it if not given
   */
  leave(now: number, wait?: number): void;
}
