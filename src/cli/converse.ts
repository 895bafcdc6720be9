import type { Messages } from "../language/mod.ts";
import {
  Conversation,
  ConversationError,
  type ConversationOptions,
  type Dialogue,
} from "../talk/mod.ts";
import { EXIT_FAILURE, EXIT_OK, Failure } from "./errors.ts";
import { onTermination } from "./process.ts";
import { programName } from "./program_name.ts";

/**
 * A conversation in a room, until it ends or the process is asked to end. Returns the exit code.
 *
 * @param name the name to enter by; undefined to ask for one
 * @throws {Failure}
 */
export async function converse(
  options: Omit<ConversationOptions, "program">,
  name: string | undefined,
  dialogue: Dialogue,
  messages: Messages,
): Promise<number> {
  const leaving = new AbortController();
  const ignoreSignals = onTermination((signal) => {
    if (signal === "SIGINT" && dialogue.terminal.interactive) dialogue.interrupt();
    else leaving.abort();
  });
  try {
    const program = programName();
    const conversation = new Conversation({ ...options, program }, messages, dialogue);
    const reason = await conversation.run(name, leaving.signal);
    return reason === "left" ? EXIT_OK : EXIT_FAILURE;
  } catch (error) {
    throw error instanceof ConversationError ? new Failure(error.message) : error;
  } finally {
    ignoreSignals();
  }
}
