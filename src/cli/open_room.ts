// A room that this program opens, and how people are told of it: for every command that serves.

import type { Messages } from "../language/mod.ts";
import { BindError, formatEndpoint, reachableAddresses } from "../net/mod.ts";
import { Server, type ServerEvent, type ServerOptions } from "../server/mod.ts";
import { Failure } from "./errors.ts";
import { programName } from "./program_name.ts";

/**
 * Opens a room.
 *
 * @throws {Failure} where it cannot listen, in the person's words; `inUse` are those for a port that is taken
 */
export async function openRoom(
  options: ServerOptions,
  messages: Messages,
  onEvent: (event: ServerEvent) => void | Promise<void>,
  inUse = messages.portInUse,
): Promise<Server> {
  try {
    return await Server.start(options, onEvent);
  } catch (error) {
    if (!(error instanceof BindError)) throw error;
    const address = formatEndpoint(options.endpoint);
    switch (error.fault) {
      case "in-use":
        throw new Failure(inUse(address));
      case "not-permitted":
        throw new Failure(messages.notPermitted(address));
      case "no-such-address":
        throw new Failure(messages.addressNotHere(address));
      case "other":
        throw new Failure(messages.cannotListen(address, error.message));
    }
  }
}

/** How people can join, a command a line, and how they find the room. */
export function invitation(
  { endpoint, announceFault: fault }: Server,
  { announceAs = "" }: Pick<ServerOptions, "announceAs">,
  messages: Messages,
): string[] {
  const join = `  ${programName()} join`;
  const addresses = reachableAddresses(endpoint.hostname, Deno.networkInterfaces());
  const lines = [
    messages.serving(formatEndpoint(endpoint)),
    messages.joinBy,
    ...addresses.map((hostname) => `${join} ${formatEndpoint({ hostname, port: endpoint.port })}`),
  ];
  if (fault === "not-wanted") return lines;
  if (fault !== undefined) return [...lines, messages.notAnnounced(messages.announceFault[fault])];
  return [...lines.toSpliced(2, 0, join), messages.announcedAs(announceAs)];
}
