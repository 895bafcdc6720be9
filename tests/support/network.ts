/**
 * A network in memory for tests of state machines: datagrams are lost, doubled, delayed and so reordered as
 * a seed says, and time jumps to the next wake-up. The same seed gives the same run.
 */

import { Random } from "./random.ts";
import type { Machine } from "../../src/net/mod.ts";

/** What the network does to datagrams. */
export interface Conditions {
  /** Share of datagrams that are lost, 0 to 1. */
  readonly loss: number;
  /** Share of datagrams that arrive twice, 0 to 1. */
  readonly duplication: number;
  /** Least and most milliseconds that a datagram takes. More of them than the gap between two reorders. */
  readonly delay: readonly [least: number, most: number];
}

/** A network that loses nothing and keeps the order. */
export const PERFECT: Conditions = { loss: 0, duplication: 0, delay: [1, 1] };

/** A network that does everything a network may. */
export const ROUGH: Conditions = { loss: 0.2, duplication: 0.1, delay: [1, 120] };

interface Delivery {
  readonly at: number;
  readonly from: Deno.NetAddr;
  readonly to: Deno.NetAddr;
  readonly datagram: Uint8Array;
}

/** Most wake-ups of one machine at one time: one that asks for more never lets time go on. */
const WAKE_UPS = 1000;

export class SimulatedNetwork {
  readonly #random: Random;
  readonly #machines = new Map<string, { readonly machine: Machine; readonly at: Deno.NetAddr }>();
  #conditions: Conditions;
  #underway: Delivery[] = [];
  #now = Date.UTC(2026, 0, 1);

  constructor(seed: number, conditions: Conditions) {
    this.#random = new Random(seed);
    this.#conditions = conditions;
  }

  /** Milliseconds since 1970. */
  get now(): number {
    return this.#now;
  }

  /** What happens to datagrams from now on. */
  set conditions(conditions: Conditions) {
    this.#conditions = conditions;
  }

  /** A number from 0 to `below`, from the network's seed. */
  pick(below: number): number {
    return this.#random.below(below);
  }

  /** Puts a machine at an address. */
  attach(address: Deno.NetAddr, machine: Machine): void {
    this.#machines.set(keyOf(address), { machine, at: address });
  }

  /** Takes a machine off the network, as if its process had been killed. */
  detach(address: Deno.NetAddr): void {
    this.#machines.delete(keyOf(address));
  }

  /** Gives a machine an input besides datagrams, and sends what it makes of it. */
  act<T>(input: (now: number) => T): T {
    const result = input(this.#now);
    this.#drain();
    return result;
  }

  /** Lets `time` milliseconds pass. */
  pass(time: number): void {
    const end = this.#now + time;
    for (let next = this.#nextWakeUp(); next <= end; next = this.#nextWakeUp()) {
      this.#now = Math.max(this.#now, next);
      this.#deliver();
      this.#wake();
    }
    this.#now = end;
  }

  /** Lets time pass until `done`, or for at most `most` milliseconds. Returns whether it was done. */
  passUntil(done: () => boolean, most: number): boolean {
    const end = this.#now + most;
    while (!done()) {
      const next = this.#nextWakeUp();
      if (next > end) {
        this.#now = end;
        return false;
      }
      this.pass(Math.max(0, next - this.#now));
    }
    return true;
  }

  #nextWakeUp(): number {
    let next = Infinity;
    for (const { at } of this.#underway) next = Math.min(next, at);
    for (const { machine } of this.#machines.values()) next = Math.min(next, machine.nextTimeout());
    return next;
  }

  #deliver(): void {
    const due = this.#underway.filter(({ at }) => at <= this.#now).sort((a, b) => a.at - b.at);
    this.#underway = this.#underway.filter(({ at }) => at > this.#now);
    for (const { from, to, datagram } of due) {
      this.#machines.get(keyOf(to))?.machine.receive(datagram, from, this.#now);
      // A machine may keep nothing of what it was given but copies.
      datagram.fill(0xee);
      this.#drain();
    }
  }

  #wake(): void {
    for (const { machine } of [...this.#machines.values()]) {
      for (let count = 0; machine.nextTimeout() <= this.#now; count++) {
        if (count > WAKE_UPS) throw new Error("Cannot go on: a machine's timeout stays due");
        machine.timeout(this.#now);
        this.#drain();
      }
    }
  }

  /** Sends what the machines have to send. */
  #drain(): void {
    for (const { machine, at } of this.#machines.values()) {
      for (let next = machine.transmit(this.#now); next; next = machine.transmit(this.#now)) {
        for (const to of next.to) this.#send(at, to, next.datagram);
      }
    }
  }

  #send(from: Deno.NetAddr, to: Deno.NetAddr, datagram: Uint8Array): void {
    const { loss, duplication, delay: [least, most] } = this.#conditions;
    const copies = this.#random.next() < loss ? 0 : this.#random.next() < duplication ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) {
      const at = this.#now + least + this.#random.next() * (most - least);
      this.#underway.push({ at, from, to, datagram: datagram.slice() });
    }
  }
}

/** The address of a machine on the simulated network. */
export function address(port: number, hostname = "10.0.0.1"): Deno.NetAddr {
  return { transport: "udp", hostname, port };
}

/** Runs a test with `count` seeds. A failure names its seed: give that one as `first` to see it again. */
export function forEachSeed(count: number, run: (seed: number) => void, first = 1): void {
  for (let seed = first; seed < first + count; seed++) {
    try {
      run(seed);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(`With seed ${seed}: ${why}`, { cause: error });
    }
  }
}

function keyOf({ hostname, port }: Deno.NetAddr): string {
  return `${hostname} ${port}`;
}
