import type { Request } from "../base/mod.ts";
import type { Log } from "./log.ts";
import type { Member, Seat } from "./member.ts";
import { Name } from "./name.ts";
import type { Room } from "./room.ts";
import type { Ban, BanScope } from "./sanctions.ts";

/** Most UTF-16 code units of a topic. */
export const TOPIC_LIMIT = 500;

/** The longest time that a ban or a mute with an end may have, in milliseconds: 100 years. */
const LONGEST = 100 * 365 * 86_400_000;

/** The requests that only operators and the console may make. */
export type OperatorRequest = Extract<
  Request,
  { kind: "op" | "deop" | "kick" | "mute" | "unmute" | "ban" | "unban" | "bans" }
>;

/** Why an operator's request has no effect. */
export type OperatorFault =
  /** Only an operator may ask for that. */
  | "not-operator"
  /** No member has that name. */
  | "nobody"
  /** It is about an operator, over whom only the console has power. */
  | "operator"
  /** What is to be banned is no name and no address. */
  | "bad-target"
  /** There is no such ban. */
  | "not-banned"
  /** The member is not muted. */
  | "not-muted"
  /** There are too many bans. */
  | "too-many";

/** What the room decides on an operator's request. */
export type Verdict<S extends Seat> =
  | { readonly kind: "refused"; readonly reason: OperatorFault }
  | { readonly kind: "done" }
  /** All bans. */
  | { readonly kind: "bans"; readonly bans: readonly Ban[] }
  /** These members have to go; `bans` are those that were made. */
  | {
    readonly kind: "removal";
    readonly reason: "kicked" | "banned";
    readonly members: readonly Member<S>[];
    readonly bans: readonly Ban[];
  };

/**
 * The rights of operators, and the effect of what they ask. The console, for which `by` is undefined, may do
 * everything. Members who are operators may do the same, except to each other.
 */
export class Moderation<S extends Seat> {
  readonly #room: Room<S>;
  readonly #log: Log;
  readonly #originIn: (target: string) => string | undefined;
  #topic = "";

  /** @param originIn the origin that the target of a ban names; undefined where that is not an address */
  constructor(room: Room<S>, log: Log, originIn: (target: string) => string | undefined) {
    this.#room = room;
    this.#log = log;
    this.#originIn = originIn;
  }

  /** What the room talks about; empty where nobody has said. */
  get topic(): string {
    return this.#topic;
  }

  /** Sets the topic, which every member may. Returns whether it is short enough. */
  setTopic(text: string, by: Member<S> | undefined, now: number): boolean {
    if (text.length > TOPIC_LIMIT) return false;
    this.#topic = text;
    this.#log.append({ kind: "topic", text, ...named(by) }, now);
    return true;
  }

  /** Decides on a request. The members whom the verdict removes are still there: the caller removes them. */
  obey(request: OperatorRequest, by: Member<S> | undefined, now: number): Verdict<S> {
    if (by !== undefined && !by.isOperator) return refused("not-operator");
    switch (request.kind) {
      case "bans":
        return { kind: "bans", bans: this.#room.sanctions.bans(now) };
      case "ban":
        return this.#ban(request, by, now);
      case "unban": {
        const { target } = request;
        const keys = { name: keyOf(target), origin: this.#originIn(target) };
        const isLifted = this.#room.sanctions.unban(keys, now);
        return isLifted ? { kind: "done" } : refused("not-banned");
      }
      default: {
        const member = this.#room.memberNamed(request.name);
        if (member === undefined) return this.#miss(request, now);
        // One may give up what one has.
        const isOwn = member === by && request.kind === "deop";
        if (isShielded(member, by) && request.kind !== "op" && !isOwn) return refused("operator");
        return this.#apply(request, member, by, now);
      }
    }
  }

  /** Mutes a member who floods the room. */
  muteForFlood(member: Member<S>, until: number, now: number): void {
    this.#room.sanctions.mute(member.name.key, until, now);
    const end = Math.round(this.#log.wallTime(until));
    this.#log.append({ kind: "mute", name: member.name.text, reason: "flood", until: end }, now);
  }

  /** No member has the name: a mute of the name can be lifted all the same. */
  #miss({ kind, name }: { readonly kind: string; readonly name: string }, now: number): Verdict<S> {
    const key = keyOf(name);
    const isLifted = kind === "unmute" && key !== undefined &&
      this.#room.sanctions.unmute(key, now);
    return isLifted ? { kind: "done" } : refused("nobody");
  }

  #apply(
    request: Extract<OperatorRequest, { readonly name: string }>,
    member: Member<S>,
    by: Member<S> | undefined,
    now: number,
  ): Verdict<S> {
    const { kind } = request;
    const name = member.name.text;
    const { sanctions } = this.#room;
    switch (kind) {
      case "kick":
        return { kind: "removal", reason: "kicked", members: [member], bans: [] };
      case "mute": {
        const until = endAfter(request.duration, now);
        sanctions.mute(member.name.key, until, now);
        const end = until === Infinity
          ? undefined
          : { until: Math.round(this.#log.wallTime(until)) };
        this.#log.append({ kind, name, reason: "told", ...end, ...named(by) }, now);
        return { kind: "done" };
      }
      case "unmute":
        if (!sanctions.unmute(member.name.key, now)) return refused("not-muted");
        break;
      default:
        if (member.isOperator === (kind === "op")) return { kind: "done" };
        member.isOperator = kind === "op";
    }
    this.#log.append({ kind, name, ...named(by) }, now);
    return { kind: "done" };
  }

  /**
   * Bans an address, or a name: with the name of a member the member has to go, and its address is banned
   * too, unless others come from there.
   */
  #ban(
    { target, duration }: Extract<OperatorRequest, { readonly kind: "ban" }>,
    by: Member<S> | undefined,
    now: number,
  ): Verdict<S> {
    const until = endAfter(duration, now);
    const ban = (scope: BanScope, target: string, key: string): Ban => {
      return { scope, target, key, until, by: by?.name.text };
    };
    const origin = this.#originIn(target);
    if (origin !== undefined) {
      return this.#banAll([ban("origin", origin, origin)], this.#from(origin), by, now);
    }
    const key = keyOf(target);
    if (key === undefined) return refused("bad-target");
    const member = this.#room.memberNamed(target);
    if (member === undefined) return this.#banAll([ban("name", target, key)], [], by, now);
    const bans = [ban("name", member.name.text, key)];
    const { seat } = member;
    if (this.#from(seat.origin).length === 1) bans.push(ban("origin", seat.origin, seat.origin));
    return this.#banAll(bans, [member], by, now);
  }

  #banAll(
    bans: readonly Ban[],
    members: readonly Member<S>[],
    by: Member<S> | undefined,
    now: number,
  ): Verdict<S> {
    if (members.some((member) => isShielded(member, by))) return refused("operator");
    const { sanctions } = this.#room;
    if (!bans.every((ban) => sanctions.ban(ban, now))) return refused("too-many");
    return { kind: "removal", reason: "banned", members, bans };
  }

  #from(origin: string): Member<S>[] {
    return [...this.#room.members()].filter(({ seat }) => seat.origin === origin);
  }
}

/** Whether an operator is one over whom `by` has no power. */
function isShielded<S extends Seat>(member: Member<S>, by: Member<S> | undefined): boolean {
  return by !== undefined && member.isOperator;
}

function refused(
  reason: OperatorFault,
): { readonly kind: "refused"; readonly reason: OperatorFault } {
  return { kind: "refused", reason };
}

/** The fields of an entry that tell who did it: none for the console. */
function named<S extends Seat>(by: Member<S> | undefined): { readonly by: string } | undefined {
  return by === undefined ? undefined : { by: by.name.text };
}

function keyOf(text: string): string | undefined {
  const name = Name.parse(text);
  return name instanceof Name ? name.key : undefined;
}

function endAfter(duration: number | undefined, now: number): number {
  return duration === undefined ? Infinity : now + Math.min(duration, LONGEST);
}
