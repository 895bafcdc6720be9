import type { Messages } from "../language/mod.ts";
import {
  Conversation,
  ConversationError,
  type ConversationOptions,
  type PersonAtTerminal,
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
export async function runConversation(
  options: Omit<ConversationOptions, "program">,
  name: string | undefined,
  person: PersonAtTerminal,
  messages: Messages,
): Promise<number> {
  const leaving = new AbortController();
  const ignoreSignals = onTermination((signal) => {
    if (signal === "SIGINT" && person.terminal.interactive) person.interrupt();
    else leaving.abort();
  });
  try {
    const program = programName();
    const conversation = new Conversation({ ...options, program }, messages, person);
    const reason = await conversation.run(name, leaving.signal);
    return reason === "left" ? EXIT_OK : EXIT_FAILURE;
  } catch (error) {
    throw error instanceof ConversationError ? new Failure(error.message) : error;
  } finally {
    ignoreSignals();
  }
}
