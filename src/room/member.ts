import type { RemovalReason } from "./entry.ts";
import type { Name, NameFault } from "./name.ts";

/** Where a member sits: opaque to the room but for what is here. */
export interface Seat {
  /** Tells two seats apart. */
  readonly key: string;
  /** Tells from where the member is here, so that others who come from there can be kept out. */
  readonly origin: string;
  /**
   * Milliseconds of silence after which the member leaves; Infinity where silence tells nothing, because
   * the member's connection shows that it is alive: see `Room.keep`.
   */
  readonly idle: number;
}

/** Somebody in the room. Times are in milliseconds on the room's clock. */
export interface Member<S extends Seat> {
  readonly seat: S;
  /** When the member entered. */
  readonly since: number;
  name: Name;
  /** When the member was last heard. */
  heard: number;
  /** When the member last spoke, or else entered. */
  spoke: number;
  isOperator: boolean;
  /** When the member leaves whatever is heard; Infinity for never. */
  until: number;
  /** Why the member leaves then. */
  reason: RemovalReason;
}

/** Somebody whose time in the room was over. */
export interface Departure<S extends Seat> {
  readonly member: Member<S>;
  readonly reason: RemovalReason;
}

/** Why somebody may not enter. */
export type Refusal =
  | NameFault
  | "taken"
  | "full"
  /** The operator has banned the name, or all who come from there. */
  | "banned"
  /** Too many entered from there in a short time. */
  | "too-fast";

/** When a member's time is over: it was silent for longer than allowed, or it is kept no longer. */
export function endOf<S extends Seat>({ seat, heard, until }: Member<S>): number {
  return Math.min(heard + seat.idle + 1, until);
}
