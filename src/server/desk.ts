import type { Request } from "../base/mod.ts";
import { type Ban, type Log, type Member, type OperatorRequest, TEXT_LIMIT } from "../room/mod.ts";
import { type BanStatus, type Reply, splitText } from "../wire/mod.ts";
import type { Hub } from "./hub.ts";
import { statusOf } from "./member_status.ts";
import { idOf, type RoomSeat } from "./seats.ts";

/** Most members that are listed at a time. */
const WHO_LIMIT = 1000;

/** Most entries, and bytes of entries, of history at a time; one entry may be longer. */
const HISTORY_ENTRIES = 1000;
const HISTORY_BYTES = 65_536;

type WhisperRequest = Extract<Request, { kind: "whisper" }>;
type Topic = Extract<Request, { kind: "topic" }>;
type Speech = Topic | Extract<Request, { kind: "say" | "act" | "whisper" | "rename" }>;

const DONE: Reply = { kind: "done" };

/** Answers what members, operators and the console ask for: one way for all of them. */
export class Desk {
  readonly #hub: Hub;
  readonly #decoder = new TextDecoder();

  constructor(hub: Hub) {
    this.#hub = hub;
  }

  /** Does what a member asks for; the console where `by` is undefined. */
  answer(by: Member<RoomSeat> | undefined, request: Request, now: number): Reply {
    switch (request.kind) {
      case "ping":
        return DONE;
      case "who":
        return this.#who(by === undefined || by.isOperator, now);
      case "history":
        return this.#history(request.count, request.before);
      case "say":
      case "act":
      case "whisper":
      case "rename":
      case "topic":
        return this.#speak(by, request, now);
      default:
        return this.#obey(request, by, now);
    }
  }

  #obey(request: OperatorRequest, by: Member<RoomSeat> | undefined, now: number): Reply {
    const verdict = this.#hub.obey(request, by, now);
    if (verdict.kind === "refused" || verdict.kind === "done") return verdict;
    const hasBans = verdict.kind === "bans" || verdict.reason === "banned";
    return hasBans
      ? { kind: "bans", bans: verdict.bans.map((ban) => banStatus(ban, this.#hub.log)) }
      : DONE;
  }

  /** The console has no seat: it can speak to everybody and set the topic, and no more. */
  #speak(by: Member<RoomSeat> | undefined, request: Speech, now: number): Reply {
    if (by !== undefined && this.#hub.room.isMuted(by, now)) return refused("muted");
    if (request.kind === "topic") return this.#setTopic(request.text, by, now);
    if (by !== undefined) return this.#speakAs(by, request, now);
    if (request.kind !== "say") return refused("gone");
    this.#announce(request.text, now);
    return DONE;
  }

  #speakAs(member: Member<RoomSeat>, request: Exclude<Speech, Topic>, now: number): Reply {
    const { seat } = member;
    const { room } = this.#hub;
    switch (request.kind) {
      case "whisper":
        return this.#whisper(member, request, now);
      case "rename": {
        const fault = room.rename(member, request.name, now);
        this.#hub.publish(seat);
        return fault === undefined ? DONE : refused(fault);
      }
      default:
        room.say(seat, member.name.text, request.text, now, request.kind);
        this.#hub.publish(seat);
        return DONE;
    }
  }

  #announce(text: string, now: number): void {
    for (const piece of splitText(text, TEXT_LIMIT)) {
      this.#hub.room.announce(piece, now);
      this.#hub.publish();
    }
  }

  /** Says something to one member, and shows the speaker that it was said. */
  #whisper(
    from: Member<RoomSeat>,
    { to: name, text, member }: WhisperRequest,
    now: number,
  ): Reply {
    const { room } = this.#hub;
    const to = member === undefined ? room.memberNamed(name) : this.#memberBy(member);
    if (to === undefined) return refused(member === undefined ? "nobody" : "left");
    const whisper = {
      from: from.name.text,
      sender: idOf(from.seat) ?? "",
      to: to.name.text,
      text,
      at: Math.round(this.#hub.log.wallTime(now)),
    };
    if (!this.#hub.whisper(to.seat, whisper)) return refused("busy");
    from.spoke = now;
    if (to !== from) this.#hub.whisper(from.seat, whisper);
    return DONE;
  }

  #memberBy(id: string): Member<RoomSeat> | undefined {
    return this.#hub.room.members().find(({ seat }) => idOf(seat) === id);
  }

  #setTopic(text: string, by: Member<RoomSeat> | undefined, now: number): Reply {
    if (!this.#hub.moderation.setTopic(text, by, now)) return refused("text-too-long");
    this.#hub.publish();
    return DONE;
  }

  #who(isForOperator: boolean, now: number): Reply {
    const { room } = this.#hub;
    const members = room.members().take(WHO_LIMIT)
      .map((member) => statusOf(member, this.#hub, isForOperator, now));
    return { kind: "who", count: room.size, members: [...members] };
  }

  #history(count: number, before = Infinity): Reply {
    const { log } = this.#hub;
    const end = Math.max(log.first, Math.min(before, log.next));
    let from = Math.max(log.first, end - Math.min(count, HISTORY_ENTRIES));
    while (from < end - 1 && log.byteAt(end) - log.byteAt(from) > HISTORY_BYTES) from++;
    const lines = this.#lines(log, from, end);
    return { kind: "history", from, time: log.timeBefore(from), first: log.first, lines };
  }

  /** The lines of the entries [`from`, `to`), without their ends. */
  #lines(log: Log, from: number, to: number): string[] {
    const start = log.byteAt(from);
    const bytes = new Uint8Array(log.byteAt(to) - start);
    log.copy(start, start + bytes.length, bytes, 0);
    return this.#decoder.decode(bytes).split("\n").slice(0, -1);
  }
}

function refused(reason: string): Reply {
  return { kind: "refused", reason };
}

function banStatus({ scope, target, until, by }: Ban, log: Log): BanStatus {
  return {
    target,
    covers: scope === "origin" ? "address" : "name",
    until: until === Infinity ? undefined : Math.round(log.wallTime(until)),
    by,
  };
}
