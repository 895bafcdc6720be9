import { HostLimiter, type Machine, type Transmit } from "../base/mod.ts";
import {
  CHECK_SIZES,
  decodeCheck,
  encodeCheckAnswer,
  type Heard,
  NOTHING_HEARD,
} from "../wire/mod.ts";

/** What the side that waits knows of one that has asked. */
export interface CallerReport {
  readonly from: Deno.NetAddr;
  /** What was heard of it here. */
  readonly heard: Heard;
  /** What it says that it has heard of us. */
  readonly theirs: Heard;
  /** Milliseconds by which its clock is ahead; the way of the datagram makes it seem a little behind. */
  readonly clockAhead: number;
}

export interface PathWaiterOptions {
  /** Who gets answers: those on a private network, and who was named. */
  readonly isWelcome: (hostname: string) => boolean;
  /** Whether something that a host sends to the group was heard here. */
  readonly hasHeardGroup: (hostname: string) => boolean;
  /** The time of day, in milliseconds since 1970. */
  readonly wallTime: () => number;
  /** Called once for each caller: as soon as all gets through both ways, or else when it has had its time. */
  readonly onCaller: (report: CallerReport) => void;
  /** Called once for each host that asks and gets no answer. */
  readonly onStranger: (hostname: string) => void;
}

/** Milliseconds from a caller's first check to the report: longer than it asks. */
const PATIENCE = 2500;

/** Milliseconds after which a caller that has been reported is forgotten. */
const MEMORY = 10_000;

/** Callers and strangers that are remembered: more than there are people who look for a fault at a time. */
const MOST_CALLERS = 64;
const MOST_STRANGERS = 64;

/** Answers to one host, and in all: a check takes about twenty. */
const HOST_RATE = { perSecond: 20, burst: 40 };
const TOTAL_RATE = { perSecond: 100, burst: 200 };

interface Caller {
  report: CallerReport;
  isReported: boolean;
  /** When it is to be reported, or else forgotten. */
  due: number;
}

/**
 * The side that waits, as a state machine: it answers each check with as many bytes, and says what gets through. It
 * answers no stranger, and never more often than somebody asks, so it floods nobody.
 */
export class PathWaiter implements Machine {
  readonly #options: PathWaiterOptions;
  readonly #callers = new Map<string, Caller>();
  readonly #strangers = new Set<string>();
  readonly #answers = new HostLimiter(HOST_RATE, TOTAL_RATE);
  readonly #outgoing: Transmit[] = [];

  constructor(options: PathWaiterOptions) {
    this.#options = options;
  }

  receive(datagram: Uint8Array, from: Deno.NetAddr, now: number): void {
    const check = decodeCheck(datagram);
    const size = CHECK_SIZES.findIndex((bytes) => bytes === datagram.length);
    if (check === undefined || size < 0) return;
    const { isWelcome, wallTime, hasHeardGroup } = this.#options;
    if (!isWelcome(from.hostname)) return this.#turnAway(from.hostname);
    const caller = this.#callerAt(from, now);
    if (caller === undefined || !this.#answers.admit(from.hostname, now)) return;
    const { heard: before } = caller.report;
    const heard = {
      small: before.small || size === 0,
      large: before.large || size === 1,
      group: hasHeardGroup(from.hostname),
    };
    const time = wallTime();
    caller.report = { from, heard, theirs: check.heard, clockAhead: check.time - time };
    const answer = encodeCheckAnswer({ nonce: check.nonce, heard, time }, datagram.length);
    this.#outgoing.push({ to: [from], datagram: answer });
    if (isWhole(heard) && isWhole(check.heard)) this.#tell(caller, now);
  }

  timeout(now: number): void {
    for (const [place, caller] of this.#callers) {
      if (caller.due > now) continue;
      if (caller.isReported) this.#callers.delete(place);
      else this.#tell(caller, now);
    }
  }

  nextTimeout(): number {
    return Math.min(...[...this.#callers.values()].map(({ due }) => due));
  }

  transmit(): Transmit | undefined {
    return this.#outgoing.shift();
  }

  /** Reports all who were heard and not reported yet: nothing more is waited for. */
  close(now: number): void {
    for (const caller of this.#callers.values()) this.#tell(caller, now);
  }

  #callerAt(from: Deno.NetAddr, now: number): Caller | undefined {
    const place = `${from.hostname} ${from.port}`;
    const known = this.#callers.get(place);
    if (known !== undefined || this.#callers.size >= MOST_CALLERS) return known;
    const report = { from, heard: NOTHING_HEARD, theirs: NOTHING_HEARD, clockAhead: 0 };
    const caller = { report, isReported: false, due: now + PATIENCE };
    this.#callers.set(place, caller);
    return caller;
  }

  #turnAway(hostname: string): void {
    if (this.#strangers.has(hostname) || this.#strangers.size >= MOST_STRANGERS) return;
    this.#strangers.add(hostname);
    this.#options.onStranger(hostname);
  }

  #tell(caller: Caller, now: number): void {
    if (caller.isReported) return;
    caller.isReported = true;
    caller.due = now + MEMORY;
    this.#options.onCaller(caller.report);
  }
}

/** Whether datagrams of both sizes were heard. */
function isWhole({ small, large }: Heard): boolean {
  return small && large;
}
