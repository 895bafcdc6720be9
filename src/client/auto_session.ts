import type { Request, Transmit } from "../base/mod.ts";
import type { Destination } from "../link/mod.ts";
import { decodeAnswer, isBinary } from "../wire/mod.ts";
import type { ClassicSession } from "./classic/session.ts";
import type { SessionEvent } from "./protocol.ts";
import type { ReliableSession } from "./reliable/session.ts";
import type { Session } from "./session.ts";

/**
 * Milliseconds without an answer after which the server is asked in the classic dialect too. An answer in the
 * reliable one still wins: the path may be slow.
 */
const CLASSIC_DELAY = 1500;

/** Makes a session that gives its events to `emit`. */
type Open<S> = (emit: (event: SessionEvent) => void) => S;

/**
 * Speaks the reliable dialect with a server that knows it, and else the classic one. Where no answer comes at
 * first, both are tried, and the first answer decides: the other attempt is taken back, so that it leaves no
 * member behind.
 */
export class AutoSession implements Session {
  readonly #openClassic: Open<ClassicSession>;
  readonly #emit: (event: SessionEvent) => void;
  readonly #reliable: ReliableSession;
  #classic: ClassicSession | undefined;
  /** The session in the dialect that the server speaks, once that is known. */
  #winner: Session | undefined;
  /** Whether no reliable answer is waited for any more. */
  #isReliableLost = false;
  #isClassicLost = false;
  #classicAt = Infinity;
  #name = "";
  #now = 0;

  constructor(
    openReliable: Open<ReliableSession>,
    openClassic: Open<ClassicSession>,
    emit: (event: SessionEvent) => void,
  ) {
    this.#openClassic = openClassic;
    this.#emit = emit;
    this.#reliable = openReliable((event) => this.#hearReliable(event));
  }

  enter(name: string, now: number): void {
    this.#now = now;
    this.#name = name;
    if (this.#winner !== undefined) return this.#winner.enter(name, now);
    this.#isReliableLost = this.#isClassicLost = false;
    this.#classicAt = now + CLASSIC_DELAY;
    this.#reliable.enter(name, now);
  }

  trust(room: Destination, now: number): void {
    this.#now = now;
    this.#reliable.trust(room, now);
  }

  say(text: string, now: number): void {
    this.#current.say(text, now);
  }

  ask(request: Request, id: number, now: number): void {
    this.#current.ask(request, id, now);
  }

  take(bytes: number): void {
    this.#current.take(bytes);
  }

  leave(now: number, wait?: number): void {
    this.#now = now;
    if (this.#winner === undefined) this.#dropClassic();
    this.#current.leave(now, wait);
  }

  receive(datagram: Uint8Array, from: Deno.NetAddr, now: number): void {
    this.#now = now;
    const isReliable = isBinary(datagram) || decodeAnswer(datagram) !== undefined;
    if (!isReliable) this.#classic?.receive(datagram, from, now);
    else if (!this.#hasClassicWon) this.#reliable.receive(datagram, from, now);
    if (this.#winner === undefined && this.#reliable.isAnswered) this.#settle(this.#reliable);
  }

  timeout(now: number): void {
    this.#now = now;
    if (now >= this.#classicAt) this.#tryClassic();
    if (!this.#hasClassicWon) this.#reliable.timeout(now);
    this.#classic?.timeout(now);
  }

  nextTimeout(): number {
    const classic = Math.min(this.#classicAt, this.#classic?.nextTimeout() ?? Infinity);
    return this.#hasClassicWon ? classic : Math.min(classic, this.#reliable.nextTimeout());
  }

  transmit(now: number): Transmit | undefined {
    const datagram = this.#classic?.transmit();
    if (datagram !== undefined || this.#hasClassicWon) return datagram;
    return this.#reliable.transmit(now);
  }

  get #hasClassicWon(): boolean {
    return this.#winner !== undefined && this.#winner === this.#classic;
  }

  get #current(): Session {
    return this.#winner ?? this.#reliable;
  }

  #tryClassic(): void {
    this.#classicAt = Infinity;
    this.#classic ??= this.#openClassic((event) => this.#hearClassic(event));
    this.#classic.enter(this.#name, this.#now);
  }

  #settle(winner: Session): void {
    this.#winner = winner;
    this.#classicAt = Infinity;
    if (winner === this.#reliable) this.#dropClassic();
  }

  #dropClassic(): void {
    this.#classicAt = Infinity;
    this.#classic?.giveUp(this.#now);
  }

  #hearReliable(event: SessionEvent): void {
    if (this.#winner === this.#reliable) return this.#emit(event);
    if (this.#winner !== undefined) return;
    const isForeign = event.kind === "unanswered" || event.kind === "incompatible";
    if (!isForeign) {
      this.#settle(this.#reliable);
      return this.#emit(event);
    }
    this.#isReliableLost = true;
    if (this.#isClassicLost) this.#emit({ kind: "unanswered" });
    else if (this.#classicAt < Infinity) this.#tryClassic();
  }

  #hearClassic(event: SessionEvent): void {
    if (this.#winner === this.#reliable) return;
    if (this.#winner === undefined && event.kind === "unanswered") {
      this.#isClassicLost = true;
      if (this.#isReliableLost) this.#emit(event);
      return;
    }
    this.#settle(this.#classic ?? this.#reliable);
    this.#emit(event);
  }
}
