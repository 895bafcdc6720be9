import type { Machine, Transmit } from "../../src/base/mod.ts";

/** Somebody on the simulated network who sends texts as they are, and remembers all that comes. */
export class ClassicPeer implements Machine {
  readonly texts: string[] = [];
  readonly #to: readonly Deno.NetAddr[];
  readonly #outbox: string[] = [];

  constructor(server: Deno.NetAddr) {
    this.#to = [server];
  }

  send(text: string): void {
    this.#outbox.push(text);
  }

  receive(datagram: Uint8Array): void {
    this.texts.push(new TextDecoder().decode(datagram));
  }

  timeout(): void {}

  nextTimeout(): number {
    return Infinity;
  }

  transmit(): Transmit | undefined {
    const text = this.#outbox.shift();
    return text === undefined
      ? undefined
      : { to: this.#to, datagram: new TextEncoder().encode(text) };
  }
}
