import type { Machine, Transmit } from "../../src/base/mod.ts";
import {
  Announcer,
  type AnnouncerOptions,
  DISCOVERY_GROUP,
  Finder,
} from "../../src/discovery/mod.ts";
import { address, type Conditions, SimulatedNetwork } from "../support/network.ts";
import { Random } from "../support/random.ts";

/** A machine to which the group's datagrams go as well: what is sent to the group goes to all the others. */
class Member implements Machine {
  constructor(
    readonly machine: Machine,
    readonly at: Deno.NetAddr,
    readonly all: ReadonlySet<Deno.NetAddr>,
  ) {}

  receive(datagram: Uint8Array, from: Deno.NetAddr, now: number): void {
    this.machine.receive(datagram, from, now);
  }

  timeout(now: number): void {
    this.machine.timeout(now);
  }

  nextTimeout(): number {
    return this.machine.nextTimeout();
  }

  transmit(now: number): Transmit | undefined {
    const next = this.machine.transmit(now);
    const isForAll = next?.to.some(({ hostname }) => hostname === DISCOVERY_GROUP.hostname);
    const others = () => [...this.all].filter((to) => to !== this.at);
    return next && isForAll ? { ...next, to: others() } : next;
  }
}

/** A simulated network with rooms and people who look for them, one to a machine. */
export class DiscoveryNetwork extends SimulatedNetwork {
  readonly #members = new Set<Deno.NetAddr>();
  readonly #nonces: Random;

  constructor(seed: number, conditions: Conditions) {
    super(seed, conditions);
    this.#nonces = new Random(seed);
  }

  /** 16 random hexadecimal digits. */
  readonly digits = (): string =>
    [...this.#nonces.bytes(8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

  /** What says which room it is. */
  readonly hash = (): string => `${this.digits()}hashes`;

  join(machine: Machine, at: Deno.NetAddr): void {
    this.#members.add(at);
    this.attach(at, new Member(machine, at, this.#members));
  }

  room(hostname: string, options: Partial<AnnouncerOptions> = {}): Announcer {
    const announcer = new Announcer({
      group: DISCOVERY_GROUP,
      keyHash: this.hash(),
      isSecret: false,
      name: `room at ${hostname}`,
      port: 8888,
      members: () => 3,
      isOnLink: (hostname) => hostname.startsWith("10.0.0."),
      ...options,
    });
    this.join(announcer, address(DISCOVERY_GROUP.port, hostname));
    return announcer;
  }

  finder(hostname: string): Finder {
    const isOnLink = (hostname: string) => /^(10\.0\.0|127\.0\.0)\./.test(hostname);
    const finder = new Finder({ group: DISCOVERY_GROUP, nonce: this.digits, isOnLink });
    this.join(finder, address(40_000, hostname));
    return finder;
  }
}
