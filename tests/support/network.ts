/**
 * A network in memory for tests of state machines: datagrams are lost, doubled, delayed and so reordered as
 * a seed says, and time jumps to the next wake-up. The same seed gives the same run.
 */

import { type Machine, SEND_BATCH, type Transmit } from "../../src/base/mod.ts";
import { type Conditions, fate } from "./conditions.ts";
import { Heap } from "./heap.ts";
import { Random } from "./random.ts";

export { type Conditions, PERFECT, ROUGH } from "./conditions.ts";

/** What was sent from an address, lost or not. */
export interface Traffic {
  readonly datagrams: number;
  readonly bytes: number;
}

/**
 * Sees each datagram before the network does anything to it, and returns what is sent instead: the same, or
 * another; undefined for nothing. The datagram is the hook's to keep or to change.
 */
export type SendHook = (
  datagram: Uint8Array,
  from: Deno.NetAddr,
  to: Deno.NetAddr,
) => Uint8Array | undefined;

/** A machine at its address. */
interface Node {
  readonly machine: Machine;
  readonly address: Deno.NetAddr;
  readonly traffic: { datagrams: number; bytes: number };
  /** When the machine wants its timeout. */
  timeout: number;
  /** The times of its alarms, the earliest last. */
  readonly alarms: number[];
}

interface Delivery {
  readonly at: number;
  readonly from: Deno.NetAddr;
  readonly to: Deno.NetAddr;
  readonly datagram: Uint8Array;
}

/** A time to look after a node. A timeout that is put off leaves its alarm where it is. */
interface Alarm {
  readonly at: number;
  readonly node: Node;
}

/** Most wake-ups of one machine at one time: one that asks for more never lets time go on. */
const WAKE_UPS = 1000;

const SLAB_BYTES = 1 << 18;

/**
 * The network. A machine is touched by what arrives, by its timeouts, and by the test: in `act`, or between
 * two calls of `pass`. A machine that another one's events touch is only asked for what it has to send when
 * it is touched itself.
 */
export class SimulatedNetwork {
  readonly #random: Random;
  /** By port, then by host. */
  readonly #nodes = new Map<number, Node[]>();
  readonly #traffic = new Map<string, Node["traffic"]>();
  readonly #underway = new Heap<Delivery>();
  readonly #alarms = new Heap<Alarm>();
  #conditions: Conditions;
  #now = Date.UTC(2026, 0, 1);
  #darkUntil = -Infinity;
  /** What is free of the memory for datagrams. */
  #slab = new Uint8Array();

  /** Records or alters what is sent. */
  onSend: SendHook | undefined;

  constructor(seed: number, conditions: Conditions) {
    this.#random = new Random(seed);
    this.#conditions = conditions;
  }

  /** Milliseconds since 1970; not always whole ones. */
  get now(): number {
    return this.#now;
  }

  /** What happens to datagrams from now on. */
  set conditions(conditions: Conditions) {
    this.#conditions = conditions;
  }

  /** Lets nothing arrive for `time` milliseconds from now: Infinity for good, 0 to end it. */
  blackOut(time: number): void {
    this.#darkUntil = this.#now + time;
  }

  /** What was sent from an address since a machine was first put there. */
  traffic(address: Deno.NetAddr): Traffic {
    return { ...this.#trafficOf(address) };
  }

  /** A number from 0 to `below`, from the network's seed. */
  pick(below: number): number {
    return this.#random.below(below);
  }

  /** Puts a machine at an address. */
  attach(address: Deno.NetAddr, machine: Machine): void {
    this.detach(address);
    const traffic = this.#trafficOf(address);
    const node = { machine, address, traffic, timeout: Infinity, alarms: [] };
    this.#nodes.set(address.port, [...(this.#nodes.get(address.port) ?? []), node]);
    this.#setAlarm(node);
  }

  /** Takes a machine off the network, as if its process had been killed. */
  detach({ hostname, port }: Deno.NetAddr): void {
    const others = this.#nodes.get(port)?.filter(({ address }) => address.hostname !== hostname);
    if (others !== undefined) this.#nodes.set(port, others);
  }

  /** Gives machines an input besides datagrams, and sends what they make of it. */
  act<T>(input: (now: number) => T): T {
    const result = input(this.#now);
    this.#lookAfterAll();
    return result;
  }

  /** Looks again when a machine wants its timeout: something else than the network has touched it. */
  wake(address: Deno.NetAddr): void {
    const node = this.#find(address);
    if (node !== undefined) this.#setAlarm(node);
  }

  /** Lets `time` milliseconds pass. */
  pass(time: number): void {
    const end = this.#now + time;
    this.#lookAfterAll();
    while (this.#nextEvent() <= end) this.#step();
    this.#now = end;
  }

  /** Lets time pass until `done`, or for at most `most` milliseconds. Returns whether it was done. */
  passUntil(done: () => boolean, most: number): boolean {
    const end = this.#now + most;
    this.#lookAfterAll();
    while (!done()) {
      const next = this.#nextEvent();
      if (next > end) {
        this.#now = end;
        return false;
      }
      while (this.#nextEvent() <= next) this.#step();
    }
    return true;
  }

  #nextEvent(): number {
    return Math.min(this.#underway.next, this.#alarms.next);
  }

  /** Goes to the next event, and lets it happen: what arrives comes before a timeout of the same time. */
  #step(): void {
    this.#now = Math.max(this.#now, this.#nextEvent());
    if (this.#underway.next <= this.#alarms.next) this.#deliver();
    else this.#ring();
  }

  #deliver(): void {
    const delivery = this.#underway.pop();
    if (delivery === undefined || this.#now < this.#darkUntil) return;
    const { from, to, datagram } = delivery;
    const node = this.#find(to);
    if (node === undefined) return;
    node.machine.receive(datagram, from, this.#now);
    // A machine may keep nothing of what it was given but copies.
    datagram.fill(0xee);
    this.#lookAfter(node);
  }

  #ring(): void {
    const alarm = this.#alarms.pop();
    if (alarm === undefined) return;
    const { node } = alarm;
    node.alarms.pop();
    if (this.#find(node.address) !== node) return;
    for (let count = 0; node.timeout <= this.#now; count++) {
      if (count > WAKE_UPS) throw new Error("Cannot go on: a machine's timeout stays due");
      node.machine.timeout(this.#now);
      this.#drain(node);
      node.timeout = node.machine.nextTimeout();
    }
    this.#setAlarm(node);
  }

  /** Sends what a machine that was touched has to send, and notes when it wants its timeout. */
  #lookAfter(node: Node): void {
    this.#drain(node);
    this.#setAlarm(node);
  }

  #lookAfterAll(): void {
    for (const nodes of this.#nodes.values()) for (const node of nodes) this.#lookAfter(node);
  }

  #setAlarm(node: Node): void {
    node.timeout = node.machine.nextTimeout();
    if (node.timeout >= (node.alarms.at(-1) ?? Infinity)) return;
    node.alarms.push(node.timeout);
    this.#alarms.push({ at: node.timeout, node });
  }

  /** Sends what a machine has to send, each datagram as late as a machine has to reckon with. */
  #drain(node: Node): void {
    const first = node.machine.transmit(this.#now);
    if (first === undefined) return;
    let batch: Transmit[] = [];
    for (let next: Transmit | undefined = first; next; next = node.machine.transmit(this.#now)) {
      batch.push(next);
      if (batch.length < SEND_BATCH) continue;
      this.#sendAll(node, batch);
      batch = [];
    }
    this.#sendAll(node, batch);
  }

  #sendAll(node: Node, batch: readonly Transmit[]): void {
    for (const { to, datagram } of batch) {
      for (const receiver of to) this.#send(node, receiver, datagram);
    }
  }

  #send({ address: from, traffic }: Node, to: Deno.NetAddr, original: Uint8Array): void {
    const datagram = this.onSend ? this.onSend(new Uint8Array(original), from, to) : original;
    if (datagram === undefined) return;
    traffic.datagrams++;
    traffic.bytes += datagram.length;
    for (const delay of fate(this.#conditions, this.#random)) {
      this.#underway.push({ at: this.#now + delay, from, to, datagram: this.#copy(datagram) });
    }
  }

  /** A copy on the slab: an `ArrayBuffer` for each takes as long as all else. */
  #copy(datagram: Uint8Array): Uint8Array {
    const { length } = datagram;
    if (this.#slab.length < length) this.#slab = new Uint8Array(Math.max(SLAB_BYTES, length));
    const copy = this.#slab.subarray(0, length);
    this.#slab = this.#slab.subarray(length);
    copy.set(datagram);
    return copy;
  }

  #find({ hostname, port }: Deno.NetAddr): Node | undefined {
    for (const node of this.#nodes.get(port) ?? []) {
      if (node.address.hostname === hostname) return node;
    }
    return undefined;
  }

  #trafficOf({ hostname, port }: Deno.NetAddr): Node["traffic"] {
    const key = `${hostname} ${port}`;
    const traffic = this.#traffic.get(key) ?? { datagrams: 0, bytes: 0 };
    this.#traffic.set(key, traffic);
    return traffic;
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
