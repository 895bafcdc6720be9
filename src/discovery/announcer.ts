import { HostLimiter, type Machine, type Transmit } from "../base/mod.ts";
import { cleanRoomName, decodeDiscovery, encodeAnnouncement, encodeGoodbye } from "../wire/mod.ts";

/** What an announcer tells, and to which group. */
export interface AnnouncerOptions {
  /** The group that announcements and goodbyes are sent to. */
  readonly group: Deno.NetAddr;
  /** Which room it is, as `RoomAnnouncement.keyHash` has it. */
  readonly keyHash: string;
  /** Whether it takes a secret to get in. */
  readonly isSecret: boolean;
  /** The room's name; it is cleaned by `cleanRoomName`. */
  readonly name: string;
  /** The port that the room listens on. */
  readonly port: number;
  /** How many are in the room now. */
  readonly members: () => number;
  /** Whether an address is on a network of this machine by which the room can be reached. */
  readonly isOnLink: (hostname: string) => boolean;
  /** Called when the last goodbye has been handed out to be sent. */
  readonly onClosed?: () => void;
}

/** Answers in all: with them the memory for those who ask is limited too. */
const TOTAL_RATE = { perSecond: 100, burst: 100 };

/** Answers to one host, whose search asks about four times a second from each of its addresses. */
const HOST_RATE = { perSecond: 10, burst: 20 };

/** Milliseconds from the opening to each announcement: two, a second apart (RFC 6762, section 8.3). */
const ANNOUNCEMENTS = [0, 1000];

/** Milliseconds from the end to each goodbye. A lost one does no harm: nobody keeps what was heard. */
const GOODBYES = [0, 50, 100];

/**
 * A room's side of discovery, as a state machine.
 *
 * Nothing delays an answer, as RFC 6762 (section 6) asks where many answer at once: it is sent to the asker
 * alone, and the time it takes is measured.
 */
export class Announcer implements Machine {
  readonly #options: AnnouncerOptions;
  readonly #answers = new HostLimiter(HOST_RATE, TOTAL_RATE);
  readonly #outgoing: Transmit[] = [];
  /** When the next announcements or, once it is closing, goodbyes are due, the earliest first. */
  #due: number[] = [];
  #isClosing = false;

  /** @throws {RangeError} where nothing of the name can be shown */
  constructor(options: AnnouncerOptions) {
    const name = cleanRoomName(options.name);
    if (name === "") {
      const given = JSON.stringify(options.name);
      throw new RangeError(`Cannot announce a room: nothing of its name ${given} can be shown`);
    }
    this.#options = { ...options, name };
  }

  /** The room has opened, or can be reached by one more network. */
  announce(now: number): void {
    if (!this.#isClosing) this.#due = ANNOUNCEMENTS.map((delay) => now + delay);
  }

  /** The room ends: queries are not answered any more. */
  close(now: number): void {
    if (this.#isClosing) return;
    this.#isClosing = true;
    this.#due = GOODBYES.map((delay) => now + delay);
  }

  receive(datagram: Uint8Array, from: Deno.NetAddr, now: number): void {
    if (this.#isClosing) return;
    const query = decodeDiscovery(datagram);
    if (query?.kind !== "query" || !this.#options.isOnLink(from.hostname)) return;
    if (!this.#answers.admit(from.hostname, now)) return;
    this.#outgoing.push({ to: [from], datagram: this.#announcement(query.nonce) });
  }

  timeout(now: number): void {
    const [next] = this.#due;
    if (next === undefined || next > now) return;
    this.#due.shift();
    const { group, keyHash, onClosed } = this.#options;
    const datagram = this.#isClosing ? encodeGoodbye(keyHash) : this.#announcement(undefined);
    this.#outgoing.push({ to: [group], datagram });
    if (this.#isClosing && this.#due.length === 0) onClosed?.();
  }

  nextTimeout(): number {
    return this.#due[0] ?? Infinity;
  }

  transmit(): Transmit | undefined {
    return this.#outgoing.shift();
  }

  #announcement(nonce: string | undefined): Uint8Array {
    const { keyHash, isSecret, port, name, members } = this.#options;
    return encodeAnnouncement({ nonce, keyHash, isSecret, port, name, members: members() });
  }
}
