import { type Entry, type Log, Room, type RoomOptions } from "../room/mod.ts";
import type { RoomSeat } from "./seats.ts";

/** Is told of each new entry of the log; `subject` is the seat of the member that the entry is about. */
export type Follower = (entry: Entry, subject: RoomSeat | undefined) => void;

/** The room and its log, which both dialects share, and who is told what is new in it. */
export class Hub {
  readonly log: Log;
  readonly room: Room<RoomSeat>;
  readonly #followers: Follower[] = [];
  /** Index of the first entry that was not passed on. */
  #cursor: number;

  constructor(log: Log, options: RoomOptions) {
    this.log = log;
    this.room = new Room(log, options);
    this.#cursor = log.next;
  }

  follow(follower: Follower): void {
    this.#followers.push(follower);
  }

  /** Passes on what the log has more, after each call of the room that may append to it. */
  publish(subject?: RoomSeat): void {
    for (; this.#cursor < this.log.next; this.#cursor++) {
      const entry = this.log.at(this.#cursor);
      if (entry === undefined) continue;
      const isAboutMember = entry.kind !== "announce" && entry.kind !== "close";
      for (const follower of this.#followers) follower(entry, isAboutMember ? subject : undefined);
    }
  }
}
