import type { Request, Transmit } from "../base/mod.ts";
import type { ClientEvent } from "./protocol.ts";
import type { Session } from "./session.ts";

/** Makes a session that gives its events to `emit`. */
type Open = (emit: (event: ClientEvent) => void) => Session;

/**
 * Speaks the reliable dialect with a server that knows it, and else the classic one: a server that does not
 * answer the reliable dialect's first line, or knows only another version, is asked in the classic dialect.
 */
export class AutoSession implements Session {
  readonly #openClassic: Open;
  readonly #emit: (event: ClientEvent) => void;
  #session: Session;
  #isSettled = false;
  #name = "";
  #now = 0;

  constructor(openReliable: Open, openClassic: Open, emit: (event: ClientEvent) => void) {
    this.#openClassic = openClassic;
    this.#emit = emit;
    this.#session = openReliable((event) => this.#hear(event));
  }

  enter(name: string, now: number): void {
    this.#now = now;
    this.#name = name;
    this.#session.enter(name, now);
  }

  say(text: string, now: number): void {
    this.#session.say(text, now);
  }

  ask(request: Request, id: number, now: number): void {
    this.#session.ask(request, id, now);
  }

  take(bytes: number): void {
    this.#session.take(bytes);
  }

  leave(now: number, wait?: number): void {
    this.#session.leave(now, wait);
  }

  receive(datagram: Uint8Array, from: Deno.NetAddr, now: number): void {
    this.#now = now;
    this.#session.receive(datagram, from, now);
  }

  timeout(now: number): void {
    this.#now = now;
    this.#session.timeout(now);
  }

  nextTimeout(): number {
    return this.#session.nextTimeout();
  }

  transmit(now: number): Transmit | undefined {
    return this.#session.transmit(now);
  }

  #hear(event: ClientEvent): void {
    const isForeign = event.kind === "unanswered" || event.kind === "incompatible";
    if (!isForeign || this.#isSettled) {
      if (event.kind === "entered" || event.kind === "refused") this.#isSettled = true;
      return this.#emit(event);
    }
    this.#isSettled = true;
    this.#session = this.#openClassic(this.#emit);
    this.#session.enter(this.#name, this.#now);
  }
}
