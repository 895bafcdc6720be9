import { ClassicSession } from "../../src/client/classic/session.ts";
import type { ClientEvent } from "../../src/client/mod.ts";
import { address } from "../support/network.ts";

export const SERVER = address(8888);

/** What a session sent, and when, counted from the start of the test. */
export interface Sent {
  readonly at: number;
  readonly text: string;
}

/** A session on a bench: the test plays the server and the clock. */
export class SessionBench {
  readonly session: ClassicSession;
  readonly events: ClientEvent[] = [];
  said = 0;
  /** What the system tells of the server's port. */
  isClosed: boolean | undefined;
  /** Milliseconds since the start of the test. */
  time = 0;
  #start = Date.UTC(2026, 0, 1);
  #sent: Sent[] = [];

  constructor() {
    this.session = new ClassicSession(
      SERVER,
      () => this.isClosed,
      (event) => this.events.push(event),
      () => this.said++,
    );
  }

  enter(name: string): void {
    this.session.enter(name, this.#now);
    this.#drain();
  }

  say(...texts: string[]): void {
    for (const text of texts) this.session.say(text, this.#now);
    this.#drain();
  }

  leave(): void {
    this.session.leave(this.#now);
    this.#drain();
  }

  /** A datagram arrives, from the server where nothing else is said. */
  hear(datagram: string | Uint8Array, from: Deno.NetAddr = SERVER): void {
    const bytes = typeof datagram === "string" ? new TextEncoder().encode(datagram) : datagram;
    this.session.receive(bytes, from, this.#now);
    this.#drain();
  }

  /** Lets time pass, and wakes the session when it asks for it. */
  pass(time: number): void {
    const end = this.time + time;
    for (;;) {
      const due = this.session.nextTimeout() - this.#start;
      if (due > end) break;
      this.time = Math.max(this.time, due);
      this.session.timeout(this.#now);
      this.#drain();
      if (this.session.nextTimeout() <= this.#now) throw new Error("The timeout stays due");
    }
    this.time = end;
  }

  /** What was sent since this was asked last. */
  takeSent(): Sent[] {
    return this.#sent.splice(0);
  }

  /** The texts of {@link takeSent}. */
  takeTexts(): string[] {
    return this.takeSent().map(({ text }) => text);
  }

  /** What happened since this was asked last. */
  takeEvents(): ClientEvent[] {
    return this.events.splice(0);
  }

  /** Gets a session into the room. */
  static inside(name = "bob"): SessionBench {
    const bench = new SessionBench();
    bench.enter(name);
    bench.hear("OK");
    bench.takeSent();
    bench.takeEvents();
    return bench;
  }

  /** Gets a session into the room of a server that has answered a probe; the test starts then. */
  static probed(name = "bob"): SessionBench {
    const bench = SessionBench.inside(name);
    bench.pass(15_000);
    bench.hear("OK");
    bench.takeSent();
    bench.#start += bench.time;
    bench.time = 0;
    return bench;
  }

  get #now(): number {
    return this.#start + this.time;
  }

  #drain(): void {
    const decoder = new TextDecoder("utf-8", { fatal: true });
    for (let next = this.session.transmit(); next; next = this.session.transmit()) {
      if (next.to.length !== 1 || next.to[0]?.port !== SERVER.port) {
        throw new Error("A datagram for somebody else than the server");
      }
      this.#sent.push({ at: this.time, text: decoder.decode(next.datagram) });
    }
  }
}
