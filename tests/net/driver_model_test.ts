import type { Machine, Transmit } from "../../src/base/mod.ts";
import { assertEquals } from "@std/assert";
import { Driver } from "../../src/net/mod.ts";
import { within } from "../support/deadline.ts";
import { ModelSocket } from "./model_socket.ts";

const PEER: Deno.NetAddr = { transport: "udp", hostname: "127.0.0.1", port: 2 };

/** Short datagrams that Linux keeps for a socket at least, as it is set up everywhere. */
const CAPACITY = 208;

/** Sends a number of datagrams as fast as it can. */
class Sender implements Machine {
  onReceive = () => {};
  left: number;

  constructor(count: number) {
    this.left = count;
  }

  receive(): void {
    this.onReceive();
  }

  timeout(): void {}

  nextTimeout(): number {
    return Infinity;
  }

  transmit(): Transmit | undefined {
    return this.left-- > 0 ? { to: [PEER], datagram: new Uint8Array(1) } : undefined;
  }
}

Deno.test("`Driver` loses nothing that arrives while it sends, however little a turn of the event loop lets through", async () => {
  for (let budget = 1; budget <= 300; budget++) {
    for (const others of [0, 1, 2]) {
      const dropped = await dropsWhileSending(budget, others);
      assertEquals(dropped, 0, `budget ${budget}, ${others} others`);
    }
  }
});

/**
 * Lets a datagram arrive for each of a thousand that are sent. Returns how many the kernel dropped.
 *
 * @param others operations of other sockets for each send, which use up the turn's budget too
 */
async function dropsWhileSending(budget: number, others: number): Promise<number> {
  const total = 1000;
  using socket = new ModelSocket({ budget, capacity: CAPACITY });
  const machine = new Sender(total);
  const end = Promise.withResolvers<void>();
  let [received, dropped] = [0, 0];
  const check = () => received + dropped === total && end.resolve();
  machine.onReceive = () => {
    received++;
    check();
  };
  socket.onDropped = () => {
    dropped++;
    check();
  };
  socket.onSent = () => {
    socket.arrive(new Uint8Array(1), PEER);
    for (let other = 0; other < others; other++) socket.spend();
  };
  const abort = new AbortController();
  const driver = new Driver(socket, machine, Date.now);
  const done = driver.run(abort.signal);
  driver.input(() => {});
  await within(end.promise, `all datagrams, budget ${budget}, ${others} others`);
  abort.abort();
  await within(done, "the end of the driver");
  return dropped;
}

Deno.test("`Driver` loses nothing that arrives while the machine takes its time", async () => {
  const total = 3000;
  using socket = new ModelSocket({ budget: 128, capacity: CAPACITY });
  const machine = new Sender(0);
  const end = Promise.withResolvers<void>();
  let [now, arrived, heard, dropped] = [0, 0, 0, 0];
  const arrive = (count: number) => {
    for (; count > 0 && arrived < total; count--, arrived++) {
      socket.arrive(new Uint8Array(1), PEER);
    }
  };
  socket.onDropped = () => dropped++;
  // Each datagram takes it two milliseconds, in which a hundred arrive.
  machine.onReceive = () => {
    now += 2;
    heard++;
    arrive(100);
    if (heard + dropped === total) end.resolve();
  };
  const abort = new AbortController();
  const done = new Driver(socket, machine, () => now).run(abort.signal);
  arrive(1);
  await within(end.promise, "all datagrams");
  abort.abort();
  await within(done, "the end of the driver");
  assertEquals(dropped, 0);
});

Deno.test("`Driver` hears a datagram, an input and the abort, at whatever moments they come", async () => {
  // So many that it looks at the socket meanwhile, or none.
  for (const sends of [0, 130]) {
    for (const datagramAt of moments()) {
      for (const inputAt of moments()) {
        await hearBoth(sends, datagramAt, inputAt);
      }
    }
  }
});

/** A turn of the event loop, and a step of the microtask queue in it, from when the driver is woken. */
type Moment = readonly [turn: number, step: number];

function* moments(): Generator<Moment> {
  for (let turn = 0; turn < 3; turn++) {
    for (let step = 0; step < 14; step++) yield [turn, step];
  }
}

/** Wakes an idle driver, gives it a datagram and an input at their moments, and ends it when it has both. */
async function hearBoth(sends: number, datagramAt: Moment, inputAt: Moment): Promise<void> {
  using socket = new ModelSocket({ budget: 128, capacity: CAPACITY });
  const machine = new Sender(0);
  const heard = Promise.withResolvers<void>();
  const abort = new AbortController();
  const driver = new Driver(socket, machine, Date.now);
  const done = driver.run(abort.signal);
  await pass(socket, [2, 0]);
  machine.onReceive = heard.resolve;
  driver.input(() => machine.left = sends);
  const applied = pass(socket, inputAt).then(() => new Promise((resolve) => driver.input(resolve)));
  await pass(socket, datagramAt);
  socket.arrive(new Uint8Array(1), PEER);
  const what = `a datagram at ${datagramAt} and an input at ${inputAt}, ${sends} sends`;
  await within(Promise.all([heard.promise, applied]), what);
  abort.abort();
  await within(done, `the end after ${what}`);
}

async function pass(socket: ModelSocket, [turns, steps]: Moment): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await socket.nextTurn();
  for (let step = 0; step < steps; step++) await undefined;
}
