/** Exit codes of the program. */
export const EXIT_OK = 0;
export const EXIT_FAILURE = 1;
export const EXIT_USAGE = 2;
/** A signal ended a lesson before it had a result: 128 plus the number of SIGINT, as shells count. */
export const EXIT_INTERRUPTED = 130;

/** The program was used wrongly: one line for the person, exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Something went wrong that the person should know: one line, exit code 1. */
export class Failure extends Error {
  override readonly name = "Failure";
}
