import type { RemovalReason } from "./log_entry.ts";
import type { Name, NameFault } from "./name.ts";

/** Where a member sits: opaque to the room but for what is here. */
export interface Seat {
  /** Tells two seats apart. */
  readonly key: string;
  /** Tells from where the member is here, so that others who come from there can be kept out. */
  readonly origin: string;
  /** The member's public key, by which it is known whatever its name is; undefined where it has none. */
  readonly owner?: string;
  /**
   * Milliseconds of silence after which the member leaves; Infinity where silence tells nothing, because
   * the member's connection shows that it is alive: see `Room.keep`.
   */
  readonly idle: number;
}

/** Somebody in the room. Times are in milliseconds on the room's clock. */
export interface Member<S extends Seat> {
  seat: S;
  /** When the member entered. */
  readonly since: number;
  name: Name;
  /** A further name that is kept for the member, which it has not been heard under yet. */
  second: Name | undefined;
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
  /** The name belongs to somebody who is not here. */
  | "owned"
  | "full"
  /** The operator has banned the name, or all who come from there. */
  | "banned"
  /** Too many entered from there in a short time. */
  | "too-fast"
  /** What happens cannot be kept now. */
  | "not-kept";

/** When a member's time is over: it was silent for longer than allowed, or it is kept no longer. */
export function endOf<S extends Seat>({ seat, heard, until }: Member<S>): number {
  return Math.min(heard + seat.idle + 1, until);
}
