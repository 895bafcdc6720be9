import { type Machine, SEND_BATCH, type Transmit } from "../../src/base/mod.ts";
import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { Heap } from "./heap.ts";
import { address, forEachSeed, PERFECT, ROUGH, SimulatedNetwork } from "./network.ts";
import { Random } from "./random.ts";

/** Sends what it is given, keeps what it receives, and ticks. */
class Probe implements Machine {
  readonly outbox: Transmit[] = [];
  readonly received: string[] = [];
  next = Infinity;
  asked = 0;

  receive(datagram: Uint8Array, from: Deno.NetAddr, now: number): void {
    this.received.push(`${now % 100_000} ${from.port} ${datagram}`);
  }

  timeout(now: number): void {
    this.received.push(`${now % 100_000} tick`);
    this.next = Infinity;
  }

  nextTimeout(): number {
    this.asked++;
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

Deno.test("`SimulatedNetwork` wakes each machine at its time, early or put off, and asks no others", () => {
  const network = new SimulatedNetwork(1, PERFECT);
  const start = network.now;
  const idle = Array.from({ length: 50 }, (_, index) => {
    const probe = new Probe();
    network.attach(address(100 + index), probe);
    return probe;
  });
  const [sender, receiver] = pair(network);
  network.act((now) => {
    sender.next = now + 1000;
    receiver.next = now + 500.5;
  });
  network.act((now) => sender.next = now + 2000.25);
  receiver.timeout = (now) => {
    receiver.received.push(`${now - start}`);
    receiver.next = now - start < 1400 ? now + 400 : Infinity;
  };
  for (const probe of idle) probe.asked = 0;
  network.pass(10_000);
  assertEquals(receiver.received, ["500.5", "900.5", "1300.5", "1700.5"]);
  assertEquals(sender.received, [`${(start + 2000.25) % 100_000} tick`]);
  assertEquals(idle.map(({ asked }) => asked), idle.map(() => 1));
});

Deno.test("`SimulatedNetwork.blackOut()` lets nothing arrive until its end", () => {
  const network = new SimulatedNetwork(1, PERFECT);
  const [sender, receiver] = pair(network);
  const sendAndCount = () => {
    network.act(() => sender.send(10));
    network.pass(10);
    return receiver.received.splice(0).length;
  };
  assertEquals(sendAndCount(), 10);
  network.blackOut(25);
  assertEquals([1, 2, 3, 4].map(sendAndCount), [0, 0, 0, 10]);
  network.blackOut(Infinity);
  assertEquals(sendAndCount(), 0);
  network.blackOut(0);
  assertEquals(sendAndCount(), 10);
});

Deno.test("`SimulatedNetwork.traffic()` counts what each address sent, lost or not", () => {
  const network = new SimulatedNetwork(1, { ...PERFECT, loss: 0.4 });
  const [sender, receiver] = pair(network);
  network.act(() => sender.send(1000));
  network.pass(10);
  assertEquals(network.traffic(address(1)), { datagrams: 1000, bytes: 1000 });
  assertEquals(network.traffic(address(2)), { datagrams: 0, bytes: 0 });
  const arrived = receiver.received.length;
  assert(arrived > 520 && arrived < 680, `${arrived} of 1000 arrived`);
  network.detach(address(1));
  network.attach(address(1), sender);
  network.act(() => sender.send(1));
  assertEquals(network.traffic(address(1)).datagrams, 1001);
});

Deno.test("`SimulatedNetwork.onSend` sees what is sent, and can change or drop it", () => {
  const network = new SimulatedNetwork(1, PERFECT);
  const [sender, receiver] = pair(network);
  const seen: string[] = [];
  network.onSend = (datagram, from, to) => {
    seen.push(`${from.port} ${to.port} ${datagram}`);
    if (datagram[0] === 1) return undefined;
    return datagram.fill(7);
  };
  network.act(() => sender.send(3));
  network.pass(10);
  assertEquals(seen, ["1 2 0", "1 2 1", "1 2 2"]);
  assertEquals(receiver.received, ["1 1 7", "1 1 7"]);
});

Deno.test("`SimulatedNetwork` sends as late as a machine that reuses `SEND_BATCH` buffers must bear", () => {
  const run = (buffers: number) => {
    const network = new SimulatedNetwork(1, PERFECT);
    const [sender, receiver] = pair(network);
    const pool = Array.from({ length: buffers }, () => new Uint8Array(1));
    let index = 0;
    sender.transmit = () => {
      if (index === 200) return undefined;
      const datagram = pool[index % buffers]!;
      datagram[0] = index++;
      return { to: [address(2)], datagram };
    };
    network.act(() => {});
    network.pass(10);
    return receiver.received.map((line) => Number(line.split(" ")[2]));
  };
  const all = Array.from({ length: 200 }, (_, index) => index);
  assertEquals(run(SEND_BATCH), all);
  assertNotEquals(run(SEND_BATCH - 1), all);
});

Deno.test("`Heap` gives what is due in the order of time, then of arrival", () => {
  const random = new Random(3);
  const heap = new Heap<{ at: number; index: number }>();
  const model: { at: number; index: number }[] = [];
  for (let index = 0; index < 5000; index++) {
    if (random.next() < 0.6) {
      const item = { at: random.below(50), index };
      heap.push(item);
      model.push(item);
    } else {
      model.sort((a, b) => a.at - b.at || a.index - b.index);
      assertEquals(heap.next, model[0]?.at ?? Infinity);
      assertEquals(heap.pop(), model.shift());
    }
    assertEquals(heap.length, model.length);
  }
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
