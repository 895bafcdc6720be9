import type { Request } from "../base/mod.ts";
import type { Log } from "./log.ts";
import type { Member, Seat } from "./member.ts";
import { Name } from "./name.ts";
import type { Room } from "./room.ts";
import type { Ban, BanScope } from "./bans_and_mutes.ts";
import type { Fact } from "./fact.ts";

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

type Refused = { readonly kind: "refused"; readonly reason: OperatorFault };

/** What the room decides on an operator's request. */
export type Verdict<S extends Seat> =
  | Refused
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

/** What is decided: facts, and what is told of it. */
interface Decision<S extends Seat> {
  readonly facts: readonly Fact[];
  readonly verdict: Verdict<S>;
}

/**
 * The rights of operators, and the effect of what they ask. The console, for which `by` is undefined, may do
 * everything. Members who are operators may do the same, except to each other.
 */
export class Moderation<S extends Seat> {
  readonly #room: Room<S>;
  readonly #log: Log;
  readonly #originIn: (target: string) => string | undefined;

  /** @param originIn the origin that the target of a ban names; undefined where that is not an address */
  constructor(room: Room<S>, log: Log, originIn: (target: string) => string | undefined) {
    this.#room = room;
    this.#log = log;
    this.#originIn = originIn;
  }

  /** What the room talks about; empty where nobody has said. */
  get topic(): string {
    return this.#room.state.topic;
  }

  /** Sets the topic, which every member may. Returns whether it is short enough. */
  setTopic(text: string, by: Member<S> | undefined, now: number): boolean {
    if (text.length > TOPIC_LIMIT) return false;
    this.#room.commit([{ kind: "topic", text, ...named(by) }], now);
    return true;
  }

  /** Obeys a request. The members whom the verdict removes are still there: the caller removes them. */
  obey(request: OperatorRequest, by: Member<S> | undefined, now: number): Verdict<S> {
    const { facts, verdict } = this.#decide(request, by, now);
    this.#room.commit(facts, now);
    return verdict;
  }

  /** Mutes a member who floods the room. */
  muteForFlood(member: Member<S>, duration: number, now: number): void {
    const name = member.name.text;
    this.#room.commit([{ kind: "mute", name, reason: "flood", ...this.#end(duration, now) }], now);
  }

  #decide(request: OperatorRequest, by: Member<S> | undefined, now: number): Decision<S> {
    if (by !== undefined && !by.isOperator) return refused("not-operator");
    const { bansAndMutes } = this.#room.state;
    switch (request.kind) {
      case "bans":
        return { facts: [], verdict: { kind: "bans", bans: bansAndMutes.bans(now) } };
      case "ban":
        return this.#ban(request, by, now);
      case "unban": {
        const { target } = request;
        const [name, origin] = [keyOf(target), this.#originIn(target)];
        const meant = bansAndMutes.bans(now).filter((ban) =>
          ban.scope === "origin" ? ban.key === origin : keyOf(ban.target) === name
        );
        if (meant.length === 0) return refused("not-banned");
        return done(meant.map(({ scope, key }) => ({ kind: "unban", scope, key })));
      }
      default: {
        const member = this.#room.memberNamed(request.name);
        if (member === undefined) return this.#miss(request, now);
        // One may give up what one has.
        const isOwn = member === by && request.kind === "deop";
        if (isShielded(member, by) && request.kind !== "op" && !isOwn) return refused("operator");
        return this.#decideOn(request, member, by, now);
      }
    }
  }

  /** No member has the name: a mute of the name can be lifted all the same. */
  #miss(
    { kind, name }: { readonly kind: string; readonly name: string },
    now: number,
  ): Decision<S> {
    const key = keyOf(name);
    const isMuted = key !== undefined &&
      this.#room.state.bansAndMutes.mutedUntil(key, now) !== undefined;
    return kind === "unmute" && isMuted ? done([{ kind: "lift-mute", key }]) : refused("nobody");
  }

  #decideOn(
    request: Extract<OperatorRequest, { readonly name: string }>,
    member: Member<S>,
    by: Member<S> | undefined,
    now: number,
  ): Decision<S> {
    const { kind } = request;
    const name = member.name.text;
    switch (kind) {
      case "kick": {
        const verdict = { kind: "removal", reason: "kicked", members: [member], bans: [] } as const;
        return { facts: [], verdict };
      }
      case "mute": {
        const end = this.#end(request.duration, now);
        return done([{ kind, name, reason: "told", ...end, ...named(by) }]);
      }
      case "unmute":
        if (!this.#room.isMuted(member, now)) return refused("not-muted");
        break;
      default:
        if (member.isOperator === (kind === "op")) return done([]);
    }
    return done([{ kind, name, ...named(by) }]);
  }

  /**
   * Bans an address, or a name: with the name of a member the member has to go, its key is banned too, and its
   * address, unless others come from there.
   */
  #ban(
    { target, duration }: Extract<OperatorRequest, { readonly kind: "ban" }>,
    by: Member<S> | undefined,
    now: number,
  ): Decision<S> {
    const until = duration === undefined ? Infinity : now + Math.min(duration, LONGEST);
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
    if (member === undefined && NETWORK.test(target)) return refused("bad-target");
    if (member === undefined) return this.#banAll([ban("name", target, key)], [], by, now);
    const bans = [ban("name", member.name.text, key)];
    const { seat } = member;
    if (seat.owner !== undefined) bans.push(ban("key", member.name.text, seat.owner));
    if (this.#from(seat.origin).length === 1) bans.push(ban("origin", seat.origin, seat.origin));
    return this.#banAll(bans, [member], by, now);
  }

  #banAll(
    bans: readonly Ban[],
    members: readonly Member<S>[],
    by: Member<S> | undefined,
    now: number,
  ): Decision<S> {
    if (members.some((member) => isShielded(member, by))) return refused("operator");
    if (!this.#room.state.bansAndMutes.canBan(bans, now)) return refused("too-many");
    const facts = bans.map(({ scope, target, key, until, by }) => ({
      ...{ kind: "ban", scope, target, key } as const,
      ...this.#end(until - now, now),
      ...by !== undefined && { by },
    }));
    return { facts, verdict: { kind: "removal", reason: "banned", members, bans } };
  }

  /** When something ends, as facts have it: nothing for never. */
  #end(duration: number | undefined, now: number): { readonly until: number } | undefined {
    if (duration === undefined || duration === Infinity) return undefined;
    return { until: Math.round(this.#log.wallTime(now + Math.min(duration, LONGEST))) };
  }

  #from(origin: string): Member<S>[] {
    return [...this.#room.members()].filter(({ seat }) => seat.origin === origin);
  }
}

/** Whether an operator is one over whom `by` has no power. */
function isShielded<S extends Seat>(member: Member<S>, by: Member<S> | undefined): boolean {
  return by !== undefined && member.isOperator;
}

function refused(reason: OperatorFault): { readonly facts: []; readonly verdict: Refused } {
  return { facts: [], verdict: { kind: "refused", reason } };
}

function done<S extends Seat>(facts: readonly Fact[]): Decision<S> {
  return { facts, verdict: { kind: "done" } };
}

/** The fields of an entry that tell who did it: none for the console. */
function named<S extends Seat>(by: Member<S> | undefined): { readonly by: string } | undefined {
  return by === undefined ? undefined : { by: by.name.text };
}

/** A network of addresses, which is no origin: to ban it as a name would keep nobody out. */
const NETWORK = /^[\da-f]*[.:][\da-f.:]*\/\d{1,3}$/i;

function keyOf(text: string): string | undefined {
  const name = Name.parse(text);
  return name instanceof Name ? name.key : undefined;
}
