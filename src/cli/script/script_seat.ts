// What the commands for scripts share: to enter a room, and what an error or an end means to a script.

import { makeVisible } from "../../base/mod.ts";
import {
  connect,
  ConnectError,
  type ConnectFault,
  type ConnectOptions,
  type EndReason,
  RequestError,
  type Seat,
} from "../../client/mod.ts";
import { describeReason, type Messages } from "../../language/mod.ts";
import { type Endpoint, formatEndpoint } from "../../net/mod.ts";
import { EXIT_DENIED, EXIT_OUTSIDE, EXIT_UNREACHABLE, Failure } from "../errors.ts";

export interface ScriptOptions extends Omit<ConnectOptions, "server"> {
  readonly server: Endpoint;
  /** Called once inside. */
  readonly entered: () => Promise<void>;
}

/**
 * Enters a room. Returns nothing where the signal was aborted before.
 *
 * @throws {Failure}
 */
export async function takeSeat(
  options: ScriptOptions,
  messages: Messages,
): Promise<Seat | undefined> {
  try {
    const seat = await connect({ ...options, server: formatEndpoint(options.server) });
    await options.entered();
    return seat;
  } catch (error) {
    if (options.signal?.aborted) return undefined;
    if (!(error instanceof ConnectError)) throw error;
    throw connectFailure(error.fault, options, messages);
  }
}

function connectFailure(
  fault: ConnectFault,
  { server, name }: ScriptOptions,
  messages: Messages,
): Failure {
  switch (fault.kind) {
    case "no-such-host":
      return new Failure(messages.hostNotFound(server.hostname), EXIT_UNREACHABLE);
    case "unanswered":
      return new Failure(messages.noAnswer(formatEndpoint(server)), EXIT_UNREACHABLE);
    case "incompatible":
      return new Failure(
        messages.otherVersion(formatEndpoint(server), fault.version),
        EXIT_UNREACHABLE,
      );
    case "impostor":
      return new Failure(messages.impostor(formatEndpoint(server)), EXIT_UNREACHABLE);
    case "wrong-secret":
      return new Failure(messages.wrongPassword(formatEndpoint(server)), EXIT_DENIED);
    case "refused":
      return new Failure(
        messages.nameRefused(makeVisible(name, " "), describeReason(fault.reason, messages)),
        EXIT_DENIED,
      );
  }
}

/** Why a request had no effect: the server's word, and in words. Errors of other kinds are thrown on. */
export function requestFault(
  error: unknown,
  messages: Messages,
): { readonly reason: string; readonly why: string } {
  if (!(error instanceof RequestError)) throw error;
  return { reason: error.reason, why: describeReason(error.reason, messages) };
}

/** What to tell where the time in the room is over, and one's own side did not want that. */
export function endFailure(reason: EndReason, messages: Messages): Failure {
  const text = reason === "left" ? messages.youLeft : messages.farewell[reason];
  return new Failure(text, reason === "lost" ? EXIT_UNREACHABLE : EXIT_OUTSIDE);
}
