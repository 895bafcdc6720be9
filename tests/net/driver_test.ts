import { type Machine, SEND_BATCH, type Transmit } from "../../src/base/mod.ts";
import { assert, assertEquals, assertGreaterOrEqual, assertLess, assertRejects } from "@std/assert";
import { bindDatagram, Driver } from "../../src/net/mod.ts";
import { awaited, within } from "../support/deadline.ts";

const peer = (port: number): Deno.NetAddr => ({ transport: "udp", hostname: "127.0.0.1", port });

/** A machine that does what the test tells it to. */
class Puppet implements Machine {
  readonly outbox: Transmit[] = [];
  next = Infinity;
  onReceive = (_datagram: Uint8Array, _from: Deno.NetAddr) => {};
  onTimeout = (_now: number) => {};
  onTransmit = (_now: number) => {};

  receive(datagram: Uint8Array, from: Deno.NetAddr): void {
    this.onReceive(datagram, from);
  }

  timeout(now: number): void {
    this.next = Infinity;
    this.onTimeout(now);
  }

  nextTimeout(): number {
    return this.next;
  }

  transmit(now: number): Transmit | undefined {
    this.onTransmit(now);
    return this.outbox.shift();
  }

  send(datagram: Uint8Array, ...to: Deno.NetAddr[]): void {
    this.outbox.push({ to, datagram });
  }
}

/** A socket in memory: what is in its inbox is there at once, as with the kernel's. */
class FakeSocket {
  readonly addr = peer(50_000);
  readonly inbox: (readonly [Uint8Array, Deno.NetAddr] | Error)[] = [];
  readonly sent: { readonly bytes: number[]; readonly port: number }[] = [];
  /** What a send waits for; a rejection fails it. */
  sending: (to: Deno.NetAddr) => Promise<unknown> = () => Promise.resolve();
  received = 0;
  #waiting: PromiseWithResolvers<void> | undefined;

  get conn(): Deno.DatagramConn {
    return this as unknown as Deno.DatagramConn;
  }

  arrive(...datagrams: number[][]): void {
    for (const bytes of datagrams) this.inbox.push([Uint8Array.from(bytes), peer(2)]);
    this.#waiting?.resolve();
  }

  async receive(buffer: Uint8Array): Promise<[Uint8Array, Deno.NetAddr]> {
    while (this.inbox.length === 0) {
      this.#waiting = Promise.withResolvers();
      await this.#waiting.promise;
    }
    const next = this.inbox.shift()!;
    if (next instanceof Error) throw next;
    this.received++;
    buffer.set(next[0]);
    return [buffer.subarray(0, next[0].length), next[1]];
  }

  async send(datagram: Uint8Array, to: Deno.NetAddr): Promise<number> {
    if (to.port === this.addr.port) {
      this.inbox.push([datagram.slice(), to]);
      this.#waiting?.resolve();
      return datagram.length;
    }
    await this.sending(to);
    // As late as can be: until now, the bytes must stay as they were.
    this.sent.push({ bytes: [...datagram], port: to.port });
    return datagram.length;
  }

  close(): void {
    this.#waiting?.reject(new Deno.errors.BadResource("closed"));
  }
}

/** A driver that runs, with a fake socket. `stop` ends it and waits for its end. */
function start(machine: Machine, socket = new FakeSocket(), clock: () => number = Date.now) {
  const abort = new AbortController();
  const driver = new Driver(socket.conn, machine, clock);
  const done = driver.run(abort.signal);
  const stop = async () => {
    abort.abort();
    await within(done, "the end of the driver");
  };
  return { driver, socket, abort, done, stop };
}

/** Some turns of the event loop, for what must not happen. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
}

Deno.test("`Driver` receives a burst before it sends what the burst causes", async () => {
  const machine = new Puppet();
  const socket = new FakeSocket();
  const enough = awaited<void>("5000 sends");
  let receivedAtFirstSend = 0;
  let count = 0;
  machine.onReceive = (datagram, from) => machine.send(datagram.slice(), from);
  socket.sending = () => {
    if (count === 0) receivedAtFirstSend = socket.received;
    if (++count === 5000) enough.resolve();
    return Promise.resolve();
  };
  const burst = Array.from({ length: 5000 }, (_, index) => [index >> 8, index & 0xff]);
  socket.arrive(...burst);
  const { stop } = start(machine, socket);
  await enough.promise;
  await stop();
  assertEquals(receivedAtFirstSend, 5000);
  assertEquals(socket.sent.map(({ bytes }) => bytes), burst);
});

Deno.test("`Driver` hands over more datagrams than its backlog holds, in order", async () => {
  const machine = new Puppet();
  const enough = awaited<void>("20,000 datagrams");
  const seen: number[] = [];
  let receivedAtFirst = 0;
  machine.onReceive = ([high = 0, middle = 0, low = 0]) => {
    if (seen.length === 0) receivedAtFirst = socket.received;
    if (seen.push(high << 16 | middle << 8 | low) === 20_000) enough.resolve();
  };
  const { socket, stop } = start(machine);
  socket.arrive(
    ...Array.from({ length: 20_000 }, (_, index) => [index >> 16, index >> 8 & 0xff, index & 0xff]),
  );
  await enough.promise;
  await stop();
  assertEquals(seen, Array.from({ length: 20_000 }, (_, index) => index));
  assertLess(receivedAtFirst, 20_000);
});

Deno.test("`Driver` keeps no more bytes waiting than some megabytes", async () => {
  const machine = new Puppet();
  const enough = awaited<void>("1000 long datagrams");
  let receivedAtFirst = 0;
  let count = 0;
  machine.onReceive = () => {
    if (count === 0) receivedAtFirst = socket.received;
    if (++count === 1000) enough.resolve();
  };
  const { socket, stop } = start(machine);
  const long = Array.from({ length: 60_000 }, () => 7);
  socket.arrive(...Array.from({ length: 1000 }, () => long));
  await enough.promise;
  await stop();
  assertLess(receivedAtFirst * long.length, 20_000_000);
});

Deno.test("`Driver` gives each datagram to the machine unchanged, empty ones too", async () => {
  const machine = new Puppet();
  const enough = awaited<void>("4 datagrams");
  const seen: unknown[] = [];
  machine.onReceive = (datagram, from) => {
    if (seen.push([[...datagram], from.port]) === 4) enough.resolve();
  };
  const { socket, stop } = start(machine);
  socket.arrive([1, 2, 3], [], [4], [5, 6]);
  await enough.promise;
  await stop();
  assertEquals(seen, [[[1, 2, 3], 2], [[], 2], [[4], 2], [[5, 6], 2]]);
});

Deno.test("`Driver` keeps the order for each receiver, however long a send takes", async () => {
  const machine = new Puppet();
  const enough = awaited<void>("30 sends");
  const { driver, socket, stop } = start(machine);
  let pending = 30;
  socket.sending = async ({ port }) => {
    for (let turn = 0; turn < port * (pending % 5); turn++) await undefined;
    if (--pending === 0) enough.resolve();
  };
  driver.input(() => {
    for (let index = 0; index < 10; index++) {
      machine.send(Uint8Array.of(index), peer(1), peer(7), peer(40));
    }
  });
  await enough.promise;
  await turns();
  await stop();
  for (const port of [1, 7, 40]) {
    const bytes = socket.sent.filter((sent) => sent.port === port).map(({ bytes }) => bytes[0]);
    assertEquals(bytes, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], `port ${port}`);
  }
});

Deno.test("`Driver` has as many sends under way as there are receivers, up to `SEND_BATCH`", async () => {
  const machine = new Puppet();
  const { driver, socket, stop } = start(machine);
  const go = Promise.withResolvers<void>();
  const enough = awaited<void>("300 sends");
  let begun = 0;
  socket.sending = () => {
    if (++begun === 300) enough.resolve();
    return go.promise;
  };
  driver.input(() => {
    for (let index = 0; index < 300; index++) machine.send(Uint8Array.of(1), peer(1 + index));
  });
  await turns();
  assertEquals([begun, machine.outbox.length], [SEND_BATCH, 300 - SEND_BATCH]);
  go.resolve();
  await enough.promise;
  await stop();
});

Deno.test("`Driver` sends what a machine wrote to `SEND_BATCH` buffers in turn", async () => {
  const machine = new Puppet();
  const { driver, socket, stop } = start(machine);
  const enough = awaited<void>("all sends");
  const pool = Array.from({ length: SEND_BATCH }, () => new Uint8Array(2));
  // To one, to many, and more often than not to somebody who is in the batch already.
  const receivers = (index: number) =>
    Array.from({ length: index % 7 === 0 ? 100 : 1 }, (_, next) => peer(1 + (index % 150) + next));
  const expected = Array.from({ length: 1000 }, (_, index) => receivers(index).length);
  let pending = expected.reduce((sum, count) => sum + count);
  socket.sending = async ({ port }) => {
    for (let turn = 0; turn < port % 5; turn++) await undefined;
    if (--pending === 0) enough.resolve();
  };
  let index = 0;
  machine.transmit = () => {
    if (index === 1000) return undefined;
    const datagram = pool[index % SEND_BATCH]!;
    datagram.set([index >> 8, index & 0xff]);
    return { to: receivers(index++), datagram };
  };
  driver.input(() => {});
  await enough.promise;
  await turns();
  await stop();
  const counts = Array.from({ length: 1000 }, () => 0);
  for (const { bytes: [high = 0, low = 0] } of socket.sent) counts[high << 8 | low]!++;
  assertEquals(counts, expected);
});

Deno.test("`Driver` tells the machine the time of each datagram that it asks for", async () => {
  const machine = new Puppet();
  const times: number[] = [];
  const enough = awaited<void>("4 calls of `transmit`");
  let now = 1000;
  machine.onTransmit = (time) => {
    if (times.push(time) === 4) enough.resolve();
  };
  const { driver, stop } = start(machine, undefined, () => now++);
  driver.input(() => {
    for (let index = 0; index < 3; index++) machine.send(Uint8Array.of(1), peer(2));
  });
  await enough.promise;
  await stop();
  assertEquals(times, [...new Set(times)].sort((one, other) => one - other));
});

Deno.test("`Driver` loses by a send that fails only that datagram, and no order", async () => {
  const machine = new Puppet();
  const { driver, socket, stop } = start(machine);
  const enough = awaited<void>("the slow sends");
  let slow = 20;
  socket.sending = async ({ port }) => {
    if (port === 9) throw new Deno.errors.NetworkUnreachable("no route");
    // The first datagrams take longest: a sender that did not wait for them would be overtaken.
    for (let turn = 0; turn < slow; turn++) await undefined;
    slow -= 5;
    if (slow === 0) enough.resolve();
  };
  driver.input(() => {
    for (let index = 0; index < 4; index++) {
      machine.send(Uint8Array.of(index), peer(9), peer(2));
    }
  });
  await enough.promise;
  await turns();
  await stop();
  assertEquals(socket.sent, [0, 1, 2, 3].map((index) => ({ bytes: [index], port: 2 })));
});

Deno.test("`Driver` survives a receive that fails because of a peer", async () => {
  const machine = new Puppet();
  const socket = new FakeSocket();
  const heard = awaited<number>("the datagram after the errors");
  machine.onReceive = ([first]) => heard.resolve(first ?? -1);
  socket.inbox.push(
    new Deno.errors.ConnectionReset("port closed"),
    new Deno.errors.ConnectionRefused("port closed"),
  );
  socket.arrive([7]);
  const { stop } = start(machine, socket);
  assertEquals(await heard.promise, 7);
  await stop();
});

Deno.test("`Driver.run()` is rejected where the socket is closed before the abort", async () => {
  const { socket, done } = start(new Puppet());
  await turns();
  socket.close();
  await assertRejects(() => within(done, "the error"), Deno.errors.BadResource);
});

Deno.test("`Driver.run()` ends when the signal is aborted, at whatever moment", async () => {
  for (let moment = 0; moment < 40; moment++) {
    const { stop, socket } = start(new Puppet());
    for (let turn = 0; turn < moment; turn++) await undefined;
    await stop();
    socket.close();
  }
  const { done, abort } = start(new Puppet());
  await turns();
  abort.abort();
  await within(done, "the end of the driver");
});

Deno.test("`Driver.run()` ends where the signal was aborted before", async () => {
  const driver = new Driver(new FakeSocket().conn, new Puppet(), Date.now);
  await within(driver.run(AbortSignal.abort()), "the end of the driver");
});

Deno.test("`Driver.run()` is rejected with the machine's error", async () => {
  const machine = new Puppet();
  machine.onReceive = () => {
    throw new RangeError("a bug");
  };
  const { socket, done } = start(machine);
  socket.arrive([1]);
  await assertRejects(() => within(done, "the error"), RangeError, "a bug");
  socket.close();
  await turns();
});

Deno.test("`Driver.input()` takes its turn: after what the input before it sent", async () => {
  const machine = new Puppet();
  const { driver, socket, abort, done } = start(machine);
  const sentBefore: number[] = [];
  for (let turn = 0; turn < 3; turn++) {
    driver.input(() => {
      sentBefore.push(socket.sent.length);
      machine.send(Uint8Array.of(turn), peer(2), peer(3));
      machine.send(Uint8Array.of(turn), peer(2), peer(3));
    });
  }
  driver.input(() => abort.abort());
  await within(done, "the end of the driver");
  assertEquals(sentBefore, [0, 4, 8]);
  assertEquals(socket.sent.length, 12);
});

Deno.test("`Driver.input()` wakes a driver that waits", async () => {
  const { driver, stop } = start(new Puppet(), undefined, () => 42);
  await turns();
  assertEquals(
    await within(new Promise<number>((resolve) => driver.input(resolve)), "the input"),
    42,
  );
  await stop();
});

Deno.test("`Driver` fires the machine's timeout at its time, not before", async () => {
  const machine = new Puppet();
  const fired = awaited<number>("the timeout");
  const due = Date.now() + 20;
  machine.next = due;
  machine.onTimeout = fired.resolve;
  const { stop } = start(machine);
  assertGreaterOrEqual(await fired.promise, due);
  await stop();
});

Deno.test("`Driver` minds a timeout that an input brings forward, and leaves no timer behind", async () => {
  const machine = new Puppet();
  const fired = awaited<void>("the timeout");
  machine.next = Date.now() + 3_600_000;
  machine.onTimeout = () => {
    machine.next = Date.now() + 3_600_000;
    fired.resolve();
  };
  const { driver, stop } = start(machine);
  await turns();
  driver.input((now) => machine.next = now + 5);
  await fired.promise;
  await stop();
});

Deno.test("`Driver` waits for a timeout that is further off than a timer reaches", async () => {
  const machine = new Puppet();
  let fired = 0;
  machine.next = Date.now() + 2 ** 40;
  machine.onTimeout = () => fired++;
  const { stop } = start(machine);
  await turns();
  await stop();
  assertEquals(fired, 0);
});

Deno.test("`Driver` hears what has arrived before it fires a timeout that is due", async () => {
  const machine = new Puppet();
  const story: string[] = [];
  const enough = awaited<void>("the timeout");
  const socket = new FakeSocket();
  machine.next = 500;
  machine.onReceive = ([first]) => story.push(`${first}`);
  machine.onTimeout = () => {
    story.push("timeout");
    enough.resolve();
  };
  socket.arrive([1], [2], [3]);
  const { stop } = start(machine, socket, () => 1000);
  await enough.promise;
  await stop();
  assertEquals(story, ["1", "2", "3", "timeout"]);
});

Deno.test("`Driver` fires a timeout that is due although datagrams never cease", async () => {
  const machine = new Puppet();
  const socket = new FakeSocket();
  const fired = awaited<number>("the timeout");
  machine.next = 500;
  machine.onTimeout = () => fired.resolve(socket.received);
  // Each datagram that is taken is followed by another.
  machine.onReceive = () => {
    if (socket.received < 200_000) socket.arrive([1]);
    else fired.reject(new Error("never"));
  };
  socket.arrive(...Array.from({ length: 100 }, () => [1]));
  const { stop } = start(machine, socket, () => 1000);
  await fired.promise;
  await stop();
});

Deno.test("`Driver` hears datagrams and fires a timeout although inputs never cease", async () => {
  const machine = new Puppet();
  const socket = new FakeSocket();
  let inputs = 0;
  const story: string[] = [];
  const enough = awaited<void>("5 notes");
  const note = (what: string) => story.push(`${what} after ${inputs}`) === 5 && enough.resolve();
  machine.next = 500;
  machine.onReceive = ([first]) => note(`${first}`);
  machine.onTimeout = () => note("timeout");
  const { driver, stop } = start(machine, socket, () => 1000);
  const again = () => {
    if (++inputs === 1) socket.arrive([1], [2]);
    if (inputs === 1000) socket.arrive([3], [4]);
    if (inputs < 10_000) driver.input(again);
    else enough.reject(new Error(`After ${inputs} inputs: ${story}`));
  };
  driver.input(again);
  await enough.promise;
  await stop();
  assertEquals(story[0], "timeout after 1");
  assertLess(inputs, 2000);
});

// ---- With real sockets.

Deno.test("`Driver` on a real socket echoes thousands of datagrams in order", async () => {
  using server = bindDatagramDisposable();
  using client = bindDatagramDisposable();
  const machine = new Puppet();
  machine.onReceive = (datagram, from) => machine.send(datagram.slice(), from);
  const abort = new AbortController();
  const done = new Driver(server.conn, machine, Date.now).run(abort.signal);
  // No more at a time than any receive buffer holds.
  for (let round = 0; round < 60; round++) {
    const sent = Array.from({ length: 50 }, (_, index) => `${round} ${index}`);
    for (const text of sent) await client.conn.send(new TextEncoder().encode(text), server.addr);
    for (const text of sent) {
      const [datagram] = await within(client.conn.receive(), "an echo");
      assertEquals(new TextDecoder().decode(datagram), text);
    }
  }
  abort.abort();
  await within(done, "the end of the driver");
});

Deno.test("`Driver` on a real socket receives what arrives while it sends", async () => {
  using server = bindDatagramDisposable();
  using client = bindDatagramDisposable();
  const machine = new Puppet();
  const total = 3000;
  const all = awaited<void>(`${total} datagrams`);
  let [received, transmitted] = [0, 0];
  machine.onReceive = () => {
    if (++received === total) all.resolve();
  };
  // One arrives for each that is sent: many more than any receive buffer holds.
  machine.onTransmit = () => {
    if (transmitted < total) {
      transmitted++;
      machine.send(Uint8Array.of(1), client.addr);
      client.conn.send(Uint8Array.of(2), server.addr);
    }
  };
  const abort = new AbortController();
  const driver = new Driver(server.conn, machine, Date.now);
  const done = driver.run(abort.signal);
  driver.input(() => {});
  await all.promise;
  abort.abort();
  await within(done, "the end of the driver");
  assertEquals(transmitted, total);
});

Deno.test("`Driver` on a real socket loses by a send that fails only that datagram", async () => {
  using server = bindDatagramDisposable();
  using client = bindDatagramDisposable();
  const machine = new Puppet();
  const abort = new AbortController();
  const driver = new Driver(server.conn, machine, Date.now);
  const done = driver.run(abort.signal);
  const tooLong = new Uint8Array(65_508);
  driver.input(() => {
    machine.send(Uint8Array.of(1), peer(0), client.addr);
    machine.send(tooLong, client.addr);
    machine.send(Uint8Array.of(2), client.addr);
  });
  assertEquals((await within(client.conn.receive(), "a datagram"))[0], Uint8Array.of(1));
  assertEquals((await within(client.conn.receive(), "a datagram"))[0], Uint8Array.of(2));
  abort.abort();
  await within(done, "the end of the driver");
});

/** A socket on a free port of this machine, closed at the end of the test. */
function bindDatagramDisposable() {
  const conn = bindDatagram({ hostname: "127.0.0.1", port: 0 });
  const addr = conn.addr as Deno.NetAddr;
  assert(addr.port > 0);
  return { conn, addr, [Symbol.dispose]: () => conn.close() };
}
