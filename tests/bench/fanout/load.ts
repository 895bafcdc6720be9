// The reliable dialect's load, a process of its own: PORT MEMBERS MESSAGES BYTES WINDOW PAGES. Says when all
// members are in, waits for a line, lets one member speak, and prints what came of it.

import { type Counters, LoadMember, pageSocket, udpSocket } from "./member.ts";

/** What the load prints: first this, */
export interface Ready {
  readonly members: number;
}

/** then this. */
export interface Printed {
  readonly seconds: number;
  readonly delivered: number;
  readonly datagrams: number;
  readonly bytes: number;
  /** Microseconds until all had a message, message by message, where the window is 1. */
  readonly times: readonly number[];
}

/** Members that enter at a time: no more than whose datagrams fit into the server's receive buffer. */
const GROUP = 50;

/** Milliseconds between two looks at the timers. */
const TICK = 5;

/** A part of the window is filled up at a time, as a program that reads a socket would do it. */
const PARTS = 8;

const [port = 0, count = 0, messages = 0, bytes = 0, window = 0, pages = 0] = Deno.args
  .map(Number);

/** How many entries the counters are at, and a promise for when there are more. */
class Progress implements Counters {
  entries = 0;
  datagrams = 0;
  bytes = 0;
  goal = Infinity;
  reached = () => {};

  async until(entries: number): Promise<void> {
    if (this.entries >= entries) return;
    this.goal = entries;
    await new Promise<void>((resolve) => this.reached = resolve);
    this.goal = Infinity;
  }
}

async function enter(progress: Progress): Promise<LoadMember[]> {
  const members: LoadMember[] = [];
  const timer = setInterval(() => {
    for (const member of members) member.tick(Date.now());
  }, TICK);
  while (members.length < count) {
    const group = Array.from({ length: Math.min(GROUP, count - members.length) }, (_, index) => {
      const number = members.length + index;
      const socket = number >= count - pages ? pageSocket(port) : udpSocket();
      return new LoadMember(`u${number}`, port, progress, number === 0, socket);
    });
    members.push(...group);
    for (const member of group) member.run().catch(fail);
    await Promise.all(group.map((member) => member.entered));
  }
  while (members.some(({ next }) => next < count)) await pause(TICK);
  Deno.unrefTimer(timer);
  return members;
}

async function speak(speaker: LoadMember, progress: Progress): Promise<number[]> {
  const text = "x".repeat(bytes);
  const others = count - 1;
  const times: number[] = [];
  for (let said = 0; said < messages;) {
    const more = Math.min(Math.ceil(window / PARTS), messages - said);
    await progress.until((said + more - window) * others);
    speaker.say(text, more);
    // Like the peers' load: from when the datagram has been sent.
    const start = performance.now();
    said += more;
    if (window > 1) continue;
    await progress.until(said * others);
    times.push((performance.now() - start) * 1000);
  }
  await progress.until(messages * others);
  return times;
}

function check(members: readonly LoadMember[]): void {
  for (const { name, next, checksum } of members) {
    if (next !== count + messages) throw new Error(`Wrong: ${name} has ${next} entries`);
    if (checksum !== members[0]!.checksum) throw new Error(`Wrong: the log of ${name} differs`);
  }
}

const progress = new Progress();
const members = await enter(progress);
print({ members: count } satisfies Ready);
await Deno.stdin.read(new Uint8Array(1));
Object.assign(progress, { entries: 0, datagrams: 0, bytes: 0 });
for (const member of members) member.checksum = 0;
const start = performance.now();
const times = await speak(members[0]!, progress);
const seconds = (performance.now() - start) / 1000;
// The speaker's own copy of the last entries may be under way.
while (members[0]!.next < count + messages) await pause(TICK);
check(members);
const { entries: delivered, datagrams, bytes: total } = progress;
print({ seconds, delivered, datagrams, bytes: total, times } satisfies Printed);
// The server is measured before its members go.
await Deno.stdin.read(new Uint8Array(1));
Deno.exit();

function print(value: Ready | Printed): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify(value)}\n`));
}

function fail(error: unknown): never {
  throw error;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
