import { describeReason, messagesIn } from "../language/mod.ts";
import type { EndReason } from "./protocol.ts";

/** Why nobody was let in. */
export type ConnectFault =
  /** The host's name has no address. */
  | { readonly kind: "no-such-host" }
  /** Nobody answered. */
  | { readonly kind: "unanswered" }
  /** The server speaks only another version of the reliable dialect. */
  | { readonly kind: "incompatible"; readonly version: number }
  /** The room that answered has another key than the one that is meant. */
  | { readonly kind: "impostor" }
  /** The room takes a secret, and it is another one than was given. */
  | { readonly kind: "wrong-secret" }
  /** The word for the reason, such as `taken`, or a classic server's own wording, or none. */
  | { readonly kind: "refused"; readonly reason: string | undefined };

/** A room could not be entered. */
export class ConnectError extends Error {
  override readonly name = "ConnectError";
  readonly fault: ConnectFault;

  /** @param server as `HOST:PORT` */
  constructor(server: string, member: string, fault: ConnectFault) {
    super(`Cannot enter ${server} as ${member}: ${describe(fault)}`);
    this.fault = fault;
  }
}

/** The time in the room is over, and not because one's own side or the room wanted an end. */
export class EndedError extends Error {
  override readonly name = "EndedError";
  readonly reason: EndReason;

  constructor(reason: EndReason) {
    super(reason === "left" ? "You left the room" : messagesIn("en").farewell[reason]);
    this.reason = reason;
  }
}

function describe(fault: ConnectFault): string {
  switch (fault.kind) {
    case "no-such-host":
      return "the host has no address";
    case "unanswered":
      return "the server does not answer";
    case "incompatible":
      return `the server speaks version ${fault.version} of the reliable dialect`;
    case "impostor":
      return "another room answers there";
    case "wrong-secret":
      return "the password is wrong";
    case "refused":
      return describeReason(fault.reason, messagesIn("en"));
  }
}
