import type { Request } from "../base/mod.ts";
import { type Ban, type Log, type Member, type OperatorRequest, TEXT_LIMIT } from "../room/mod.ts";
import { type BanStatus, type Reply, splitText, type Whisper } from "../wire/mod.ts";
import type { Archive } from "./archive.ts";
import type { Hub } from "./hub.ts";
import { history, search } from "./look_up.ts";
import { seenBy, statusOf } from "./member_status.ts";
import { idOf, type RoomSeat } from "./seats.ts";

/** Most members that are listed at a time. */
const WHO_LIMIT = 1000;

type WhisperRequest = Extract<Request, { kind: "whisper" }>;
type Topic = Extract<Request, { kind: "topic" }>;
type Speech = Topic | Extract<Request, { kind: "say" | "act" | "whisper" | "rename" }>;

/** Whether a request only asks, and so has no effect on the room. */
export function isQuestion({ kind }: Request): boolean {
  return (QUESTIONS as readonly string[]).includes(kind);
}

const QUESTIONS = [
  "ping",
  "who",
  "whois",
  "history",
  "search",
  "seen",
  "servers",
] as const satisfies readonly Request["kind"][];

type Change = Exclude<Request, { kind: typeof QUESTIONS[number] }>;

const DONE: Reply = { kind: "done" };

/** Answers what members, operators and the console ask for: one way for all of them. */
export class RequestHandler {
  readonly #hub: Hub;
  readonly #archive: Archive;
  readonly #roomKey: string;

  /** @param roomKey the room's public key, in hexadecimal digits */
  constructor(hub: Hub, archive: Archive, roomKey: string) {
    this.#hub = hub;
    this.#archive = archive;
    this.#roomKey = roomKey;
  }

  /** Does what a member asks for; the console where `by` is undefined. */
  answer(by: Member<RoomSeat> | undefined, request: Request, now: number): Reply {
    switch (request.kind) {
      case "ping":
        return DONE;
      case "who":
        return this.#who(by === undefined || by.isOperator, now);
      case "whois":
        return this.#whois(request.name);
      case "history":
        return history(this.#archive, request);
      case "search":
        return search(this.#archive, request);
      case "seen":
        return this.#seen(now);
      case "servers":
        return { kind: "servers", servers: this.#hub.servers?.statuses() ?? [] };
      default:
        return this.#hub.journal.isFailing ? refused("not-kept") : this.#change(by, request, now);
    }
  }

  /** Does what has an effect on the room. */
  #change(by: Member<RoomSeat> | undefined, request: Change, now: number): Reply {
    switch (request.kind) {
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

  /** Says something to one member, who need not be here where the name is its own, and shows the speaker that it was. */
  #whisper(
    from: Member<RoomSeat>,
    { to: name, text, member }: WhisperRequest,
    now: number,
  ): Reply {
    const { room } = this.#hub;
    const to = member === undefined ? room.memberNamed(name) : this.#memberBy(member);
    const absent = to === undefined && member === undefined
      ? room.state.owners.ownerOf(name, now)
      : undefined;
    if (to === undefined && absent === undefined) {
      return refused(member === undefined ? "nobody" : "left");
    }
    const whisper = {
      from: from.name.text,
      sender: idOf(from.seat) ?? "",
      to: to?.name.text ?? absent?.name ?? name,
      text,
      at: Math.round(this.#hub.log.wallTime(now)),
    };
    if (!this.#send(to?.seat, absent?.owner, whisper, now)) return refused("busy");
    from.spoke = now;
    if (to !== from) this.#hub.whisper(from.seat, whisper);
    return to === undefined ? { kind: "waits" } : DONE;
  }

  /** Returns whether there is room for it. */
  #send(
    seat: RoomSeat | undefined,
    absent: string | undefined,
    whisper: Whisper,
    now: number,
  ): boolean {
    if (seat?.dialect === "classic") return this.#hub.whisper(seat, whisper);
    const owner = seat?.owner ?? absent ?? "";
    if (!this.#hub.room.state.mailbox.hasRoom(owner, whisper.text)) return false;
    this.#hub.room.commit([{ kind: "whisper", owner, ...whisper }], now);
    if (seat !== undefined) this.#hub.deliver(seat);
    return true;
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

  #seen(now: number): Reply {
    const { room } = this.#hub;
    const members = room.members().take(WHO_LIMIT).map((member) => seenBy(member, this.#hub, now));
    return { kind: "seen", count: room.size, members: [...members] };
  }

  #whois(name: string | undefined): Reply {
    if (name === undefined) return { kind: "whois", key: this.#roomKey };
    const member = this.#hub.room.memberNamed(name);
    return member === undefined ? refused("nobody") : { kind: "whois", key: member.seat.owner };
  }
}

function refused(reason: string): Reply {
  return { kind: "refused", reason };
}

function banStatus({ scope, target, until, by }: Ban, log: Log): BanStatus {
  return {
    target,
    covers: scope === "origin" ? "address" : scope,
    until: until === Infinity ? undefined : Math.round(log.wallTime(until)),
    by,
  };
}
