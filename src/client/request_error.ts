import { describeReason, messagesIn } from "../language/mod.ts";

/** A request had no effect. `reason` is the word for why, such as `muted` or `nobody`. */
export class RequestError extends Error {
  override readonly name = "RequestError";
  readonly reason: string;

  /** @param request what was asked for, such as `whisper` */
  constructor(request: string, reason: string) {
    super(`Cannot ${request}: ${describeReason(reason, messagesIn("en"))}`);
    this.reason = reason;
  }
}
