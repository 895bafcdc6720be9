import type { Request } from "../../base/mod.ts";
import type { Reply, RequestLine } from "../../wire/mod.ts";
import type { Hub } from "../hub.ts";
import { isQuestion, type RequestHandler } from "../request_handler.ts";
import { memberKey, type ReliableSeat } from "../seats.ts";
import type { Visit } from "./visit.ts";

/** Requests of one member that wait for the agreement of other servers at most. */
const MOST_HELD = 64;

/** The sessions of those who ask. */
export interface Askers {
  /** There may be something to send. */
  wake(visit: Visit): void;
  /** It can be asked for more. */
  giveTurn(visit: Visit): void;
}

/** Answers members' requests, each when what it did is safe. */
export class Answers {
  readonly #hub: Hub;
  readonly #requests: RequestHandler;
  readonly #askers: Askers;

  constructor(hub: Hub, requests: RequestHandler, askers: Askers) {
    this.#hub = hub;
    this.#requests = requests;
    this.#askers = askers;
  }

  /** Whether a member may ask for more before it has an answer. */
  takesMore({ heldReplies }: Visit): boolean {
    return !this.#hub.journal.isShared || heldReplies < MOST_HELD;
  }

  /** Does what a member asks for: at once, or when all servers agree. */
  apply(visit: Visit, seat: ReliableSeat, line: RequestLine, now: number): void {
    const { number, request } = line;
    seat.applied = number;
    const { journal } = this.#hub;
    if (request.kind === "enter") return;
    if (!journal.isShared || (visit.heldReplies === 0 && isQuestion(request))) {
      return this.#reply(visit, number, this.#replyTo(seat, number, request, now));
    }
    visit.heldReplies++;
    journal.turn((now) => this.#agreeOn(visit, seat, number, request, now), now);
    this.tellToWait(visit);
  }

  #agreeOn(
    visit: Visit,
    seat: ReliableSeat,
    number: number,
    request: Request,
    now: number,
  ): void {
    const { room, journal } = this.#hub;
    // A member that is at another server by now asks for it again there.
    if ((room.memberAt(seat)?.seat ?? seat) !== seat) return;
    const reply = this.#replyTo(seat, number, request, now);
    journal.then(() => {
      if (visit.heldReplies-- === MOST_HELD) this.#askers.giveTurn(visit);
      this.#tellReply(visit, number, reply);
    });
  }

  #replyTo(seat: ReliableSeat, number: number, request: Request, now: number): Reply {
    const { room } = this.#hub;
    const member = room.memberAt(seat);
    if (member === undefined) return { kind: "refused", reason: "gone" };
    const cause = { member: memberKey(seat), request: number };
    return room.answering(cause, () => this.#requests.answer(member, request, now));
  }

  /** Answers as soon as what it did is safe. Where nothing can be kept, it did nothing: only the order matters then. */
  #reply(visit: Visit, number: number, reply: Reply): void {
    const { journal } = this.#hub;
    if (journal.isFailing && visit.heldReplies === 0) return this.#tellReply(visit, number, reply);
    visit.heldReplies++;
    journal.then(() => {
      visit.heldReplies--;
      this.#tellReply(visit, number, reply);
    });
  }

  #tellReply(visit: Visit, number: number, reply: Reply): void {
    visit.say({ kind: "reply", number, reply });
    this.#askers.wake(visit);
  }

  /** Tells a member whose requests wait that the servers cannot agree now, unless it knows; or that they can again. */
  tellStalled(visit: Visit, isStalled: boolean): void {
    if (isStalled && visit.heldReplies > 0) this.tellToWait(visit);
    if (!isStalled && visit.isToldToWait) this.#tell(visit, false);
  }

  /** Tells a member that what it asks for has to wait now, where it does. */
  tellToWait(visit: Visit): void {
    // Before it is in, the first word has to be whether it is.
    if (this.#hub.journal.isStalled && !visit.isToldToWait && visit.seat !== undefined) {
      this.#tell(visit, true);
    }
  }

  #tell(visit: Visit, isStalled: boolean): void {
    visit.isToldToWait = isStalled;
    visit.say({ kind: "stalled", isStalled });
    this.#askers.wake(visit);
  }
}
