/** Exit codes of the program. */
export const EXIT_OK = 0;
export const EXIT_FAILURE = 1;
export const EXIT_USAGE = 2;
/** For scripts: there was no connection, or it was lost for good. It may help to try again... */
export const EXIT_UNREACHABLE = 3;
/** ...the room did not let the member in, by that name... */
export const EXIT_DENIED = 4;
/** ...or the time in the room is over: removed, or the room was closed. */
export const EXIT_OUTSIDE = 5;
/** The room that answers is not the one that is meant: it has another key. */
export const EXIT_CHANGED = 6;
/** A signal ended what was not finished, such as a lesson: 128 plus the number of SIGINT, as shells count. */
export const EXIT_INTERRUPTED = 130;

/** The program was used wrongly: one line for the person, exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Something went wrong that the person should know: one line, and an exit code. */
export class Failure extends Error {
  override readonly name = "Failure";
  readonly code: number;

  constructor(message: string, code = EXIT_FAILURE) {
    super(message);
    this.code = code;
  }
}
