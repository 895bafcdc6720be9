import type { CallerReport, FoundRoom, PathResult } from "../../client/mod.ts";
import type { Messages } from "../../language/mod.ts";
import { type Endpoint, formatEndpoint } from "../../net/mod.ts";
import { CHECK_SIZES, type Heard } from "../../wire/mod.ts";
import { fault, type Finding, fine, warning } from "./finding.ts";

/** What is known here beside what the other side answered. */
export interface PathSurroundings {
  /** Rooms that were found. */
  readonly rooms: readonly FoundRoom[];
  /** Whether the other side is on a network of this machine, where multicast gets to. */
  readonly isOnLink: boolean;
  /** Whether what the other side sends to the group was heard here. */
  readonly hasHeardGroup: boolean;
  /** The command that starts this program. */
  readonly program: string;
}

/** What there is to say of the way to another machine and back. */
export function pathFindings(
  to: Endpoint,
  { peer, roundTrips }: PathResult,
  { rooms, isOnLink, hasHeardGroup, program }: PathSurroundings,
  messages: Messages,
): Finding[] {
  const { doctor } = messages;
  const other = formatEndpoint(to);
  const facts = { address: other };
  if (peer === undefined) return [fault("answer", doctor.nobodyAnswers(other, program), facts)];
  const sizes = CHECK_SIZES.map((bytes, size): Finding => {
    const about = { ...facts, bytes };
    const trip = roundTrips[size];
    if (trip !== undefined) {
      const text = doctor.bothWaysIn(bytes, other, trip.toFixed(1));
      return fine("datagrams", text, { ...about, roundTrip: Number(trip.toFixed(3)) });
    }
    if (peer.kind !== "waiter") return fault("datagrams", doctor.noneBack(bytes, other), about);
    // An answer goes second: where the check arrived, the answer did not.
    const blocked = hasSize(peer.heard, size) ? "in" : "out";
    return wayFinding(size, other, blocked, roundTrips[0] !== undefined, messages);
  });
  switch (peer.kind) {
    case "other":
      return [fault("answer", doctor.otherAnswers(other), facts), ...sizes];
    case "room": {
      const answers = peer.isSecret ? doctor.secretRoomAnswers : doctor.roomAnswers;
      const isFound = rooms.some(({ addresses }) => addresses.map(formatEndpoint).includes(other));
      const found = isFound ? [] : [warning("rooms", doctor.notAnnounced(other, program), facts)];
      return [fine("answer", answers(other), facts), ...found, ...sizes];
    }
    case "waiter": {
      const group = { out: peer.heard.group, back: hasHeardGroup };
      return [
        fine("answer", doctor.waiterAnswers(other), facts),
        ...sizes,
        groupFinding(to.hostname, group, isOnLink, messages),
        clockFinding(to.hostname, peer.clockAhead, messages),
      ];
    }
  }
}

/** What there is to say of one who has asked, where this side waits. */
export function callerFindings(
  { from, heard, theirs, clockAhead }: CallerReport,
  isOnLink: boolean,
  messages: Messages,
): Finding[] {
  const { hostname: other } = from;
  const sizes = CHECK_SIZES.map((_, size) => {
    const blocked = !hasSize(heard, size) ? "in" : !hasSize(theirs, size) ? "out" : undefined;
    return wayFinding(size, other, blocked, theirs.small, messages);
  });
  const group = { out: theirs.group, back: heard.group };
  return [
    ...sizes,
    groupFinding(other, group, isOnLink, messages),
    clockFinding(other, clockAhead, messages),
  ];
}

/** Which way datagrams do not get: from here, or to here; undefined where they get both ways. */
type Blocked = "out" | "in" | undefined;

/** @param others whether those of other sizes get both ways: then it is the length that matters */
function wayFinding(
  size: number,
  other: string,
  blocked: Blocked,
  others: boolean,
  { doctor }: Messages,
): Finding {
  const bytes = CHECK_SIZES[size]!;
  const facts = { address: other, bytes };
  if (blocked === undefined) return fine("datagrams", doctor.bothWays(bytes, other), facts);
  const { text, advice } = (blocked === "out" ? doctor.notOut : doctor.notIn)(bytes, other);
  const reason = size > 0 && others ? doctor.tooLong : advice;
  return fault("datagrams", { text, advice: reason }, { ...facts, blocked });
}

function groupFinding(
  other: string,
  { out, back }: { readonly out: boolean; readonly back: boolean },
  isOnLink: boolean,
  { doctor }: Messages,
): Finding {
  const blocked = out ? "in" : back ? "out" : "both";
  const facts = { address: other, ...out && back ? {} : { blocked } };
  if (out && back) return fine("group", doctor.groupArrives(other), facts);
  if (!isOnLink) return warning("group", doctor.otherNetwork(other), facts);
  return fault("group", (out ? doctor.groupNotIn : doctor.groupNotOut)(other), facts);
}

/** Milliseconds by which two clocks may differ: people do not see less in the talk. */
const CLOCK_TOLERANCE = 2000;

function clockFinding(other: string, ahead: number, { doctor }: Messages): Finding {
  const facts = { address: other, ahead: Math.round(ahead) };
  if (Math.abs(ahead) <= CLOCK_TOLERANCE) return fine("clock", doctor.clockAgrees(other), facts);
  const text = ahead > 0 ? doctor.clockAhead : doctor.clockBehind;
  return warning("clock", text(other, Math.round(Math.abs(ahead) / 1000)), facts);
}

function hasSize({ small, large }: Heard, size: number): boolean {
  return size === 0 ? small : large;
}
