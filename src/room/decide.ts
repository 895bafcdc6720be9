import type { Fact } from "./fact.ts";
import type { Member, Refusal, Seat } from "./member.ts";
import { Name } from "./name.ts";
import type { RoomState } from "./state.ts";

// What is asked and what the room knows give facts, or a refusal. Nothing is changed: what is decided has its effect
// only when the facts are applied, and until then another decision may come first.

/** Where somebody wants to sit, and what is kept of that. */
export interface Wanted<S extends Seat> {
  readonly seat: S;
  readonly kept: unknown;
}

/** Lets somebody in. There are no facts where it is in already. */
export function decideToEnter<S extends Seat>(
  state: RoomState<S>,
  { seat, kept }: Wanted<S>,
  text: string,
  maxMembers: number,
  now: number,
): readonly Fact[] | Refusal {
  const name = Name.parse(text);
  if (!(name instanceof Name)) return name;
  const before = state.memberAt(seat);
  const holder = state.holderOf(name);
  if (holder !== undefined && holder === before) return [];
  if (isBanned(state, name, seat, now)) return "banned";
  if (holder !== undefined) return "taken";
  if (state.owners.isForeign(name, seat.owner, now)) return "owned";
  if (before === undefined && state.size >= maxMembers) return "full";
  const leave: readonly Fact[] = before === undefined
    ? []
    : [{ kind: "leave", name: before.name.text, reason: "renamed" }];
  return [...leave, { kind: "seat", name: name.text, seat: kept }, {
    kind: "enter",
    name: name.text,
  }];
}

/** A member takes another name on its seat. There are no facts where it has that name, and no second one. */
export function decideToRename<S extends Seat>(
  state: RoomState<S>,
  member: Member<S>,
  text: string,
  now: number,
): readonly Fact[] | Refusal {
  const to = nameFor(state, member, text, now);
  if (!(to instanceof Name)) return to;
  const name = member.name.text;
  if (to.text !== name) return [{ kind: "rename", name, to: to.text }];
  return member.second === undefined ? [] : [{ kind: "second-name", name }];
}

/** A second name is kept for a member, instead of the one that was kept before. */
export function decideToKeepName<S extends Seat>(
  state: RoomState<S>,
  member: Member<S>,
  text: string,
  now: number,
): readonly Fact[] | Refusal {
  const second = nameFor(state, member, text, now);
  if (!(second instanceof Name)) return second;
  const isOther = second.key !== member.name.key;
  const name = member.name.text;
  return [{ kind: "second-name", name, ...isOther && { second: second.text } }];
}

/** A name that a member may take, or why it may not. */
function nameFor<S extends Seat>(
  state: RoomState<S>,
  member: Member<S>,
  text: string,
  now: number,
): Name | Refusal {
  const name = Name.parse(text);
  if (!(name instanceof Name)) return name;
  if (state.holderOf(name, member) !== undefined) return "taken";
  if (isBanned(state, name, member.seat, now)) return "banned";
  return state.owners.isForeign(name, member.seat.owner, now) ? "owned" : name;
}

function isBanned<S extends Seat>(
  { bansAndMutes }: RoomState<S>,
  name: Name,
  { owner, origin }: Seat,
  now: number,
): boolean {
  return name.looks.some((look) => bansAndMutes.isBanned("name", look, now)) ||
    (owner !== undefined && bansAndMutes.isBanned("key", owner, now)) ||
    bansAndMutes.isBanned("origin", origin, now);
}
