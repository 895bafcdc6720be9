import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import type { Machine, Transmit } from "../../src/net/mod.ts";
import { address, forEachSeed, PERFECT, ROUGH, SimulatedNetwork } from "./network.ts";

/** Sends what it is given, keeps what it receives, and ticks. */
class Probe implements Machine {
  readonly outbox: Transmit[] = [];
  readonly received: string[] = [];
  next = Infinity;

  receive(datagram: Uint8Array, from: Deno.NetAddr, now: number): void {
    this.received.push(`${now % 100_000} ${from.port} ${datagram}`);
  }

  timeout(now: number): void {
    this.received.push(`${now % 100_000} tick`);
    this.next = Infinity;
  }

  nextTimeout(): number {
    return this.next;
  }

  transmit(): Transmit | undefined {
    return this.outbox.shift();
  }

  send(count: number): void {
    for (let index = 0; index < count; index++) {
      this.outbox.push({ to: [address(2)], datagram: Uint8Array.of(index) });
    }
  }
}

function pair(network: SimulatedNetwork): [Probe, Probe] {
  const [sender, receiver] = [new Probe(), new Probe()];
  network.attach(address(1), sender);
  network.attach(address(2), receiver);
  return [sender, receiver];
}

Deno.test("`SimulatedNetwork` that is perfect delivers all in order, and time jumps to the next wake-up", () => {
  const network = new SimulatedNetwork(1, PERFECT);
  const [sender, receiver] = pair(network);
  receiver.next = network.now + 5000;
  network.act(() => sender.send(3));
  const start = network.now;
  assertEquals(network.passUntil(() => receiver.received.length === 4, 60_000), true);
  assertEquals(network.now - start, 5000);
  assertEquals(receiver.received, ["1 1 0", "1 1 1", "1 1 2", "5000 tick"]);
  assertEquals(network.passUntil(() => false, 60_000), false);
  assertEquals(network.now - start, 65_000);
});

Deno.test("`SimulatedNetwork` that is rough loses, doubles and reorders, the same for the same seed", () => {
  const run = (seed: number) => {
    const network = new SimulatedNetwork(seed, ROUGH);
    const [sender, receiver] = pair(network);
    network.act(() => sender.send(200));
    network.pass(1000);
    return receiver.received.map((line) => Number(line.split(" ")[2]));
  };
  const arrived = run(1);
  const different = new Set(arrived);
  assert(different.size > 120 && different.size < 190, `${different.size} of 200 arrived`);
  assert(arrived.length > different.size, "some arrived twice");
  assertNotEquals(arrived, arrived.toSorted((a, b) => a - b));
  assertEquals(run(1), arrived);
  assertNotEquals(run(2), arrived);
});

Deno.test("`SimulatedNetwork` refuses a machine whose timeout stays due", () => {
  const network = new SimulatedNetwork(1, PERFECT);
  const [stuck] = pair(network);
  stuck.timeout = () => {};
  stuck.next = network.now;
  assertThrows(() => network.pass(1), Error, "stays due");
});

Deno.test("`forEachSeed()` names the seed of a failure", () => {
  const seen: number[] = [];
  const run = (seed: number) => {
    seen.push(seed);
    if (seed === 3) throw new Error("broken");
  };
  assertThrows(() => forEachSeed(5, run), Error, "With seed 3: broken");
  assertEquals(seen, [1, 2, 3]);
});
