// A room whose server is killed again and again, at any moment, amid its work.

import { assertEquals } from "@std/assert";
import { connect, type Seat } from "../../src/client/mod.ts";
import type { Entry } from "../../src/room/mod.ts";
import { within } from "../support/deadline.ts";
import { Folder } from "../support/folder.ts";
import { Program, SERVE } from "../support/program.ts";
import { Random } from "../support/random.ts";
import { SCALE } from "../support/scale.ts";

/** How often it is killed in each round; more rounds by hand: TEST_SCALE=80 deno task test tests/e2e/crash_test.ts */
const KILLS = SCALE === 1 ? 3 : 25;

const MEMBERS = 20;

/** Milliseconds for all to be said and heard, however often the server was killed. */
const LONGEST = 10_000 * KILLS;

/** A member who says one thing after the other, and hears everything. */
class Member {
  readonly entries: Entry[] = [];
  readonly #seat: Seat;
  readonly #reading: Promise<void>;
  readonly #name: string;
  said = 0;

  private constructor(seat: Seat, name: string) {
    this.#seat = seat;
    this.#name = name;
    this.#reading = this.#read();
  }

  static async enter(server: string, name: string): Promise<Member> {
    return new Member(await connect({ server, name, history: 1000, patience: Infinity }), name);
  }

  /** Speaks until it is asked to stop. Whatever it says is confirmed, or said to be lost: then it may be in the log. */
  async speak(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) await this.#seat.say(`${this.#name} ${this.said++}`);
  }

  async leave(): Promise<void> {
    await this.#seat.close();
    await this.#reading;
  }

  async #read(): Promise<void> {
    for await (const event of this.#seat) {
      if (event.kind === "missed") throw new Error(`${this.#name} misses ${event.count} entries`);
      if ("index" in event) this.entries.push(event);
    }
  }
}

function serve(port: number, home: Record<string, string>): Program {
  const where = ["--host", "127.0.0.1", "--port", `${port}`, "--lang", "en"];
  return Program.start([...SERVE, ...where, "--rate", "off", "--grace", "10m"], home);
}

/** A port that is free, and that no system gives to a socket of another test while the server is down. */
function freePort(random: Random): number {
  for (;;) {
    const port = 20_000 + random.below(10_000);
    try {
      Deno.listenDatagram({ transport: "udp", hostname: "127.0.0.1", port }).close();
      return port;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
}

async function listening(program: Program): Promise<number> {
  const [, port] = await program.match(/join 127\.0\.0\.1:(\d+)\n/);
  return Number(port);
}

/** A room is open, its server is killed again and again, and all that was said is there once. */
async function killAndCompare(): Promise<void> {
  await using folder = await Folder.make();
  const random = new Random(Math.floor(Math.random() * 2 ** 31));
  const port = freePort(random);
  let server = serve(port, folder.env);
  await listening(server);
  const names = Array.from({ length: MEMBERS }, (_, index) => `m${index}`);
  const members = await Promise.all(
    names.map((name) => within(Member.enter(`127.0.0.1:${port}`, name), `${name} to enter`)),
  );
  const stop = new AbortController();
  const speaking = Promise.all(members.map((member) => member.speak(stop.signal)));
  for (let kills = 0; kills < KILLS; kills++) {
    const said = members[0]!.said;
    await pause(random.below(300));
    await server.crash();
    await server[Symbol.asyncDispose]();
    server = serve(port, folder.env);
    await listening(server);
    // Somebody gets a word in before it is killed again.
    await within(until(() => members[0]!.said > said), "a word to be said");
  }
  stop.abort();
  await within(speaking, "everything to be said", LONGEST);
  await using _ = server;
  const [first, ...others] = members;
  const total = MEMBERS + members.reduce((sum, { said }) => sum + said, 0);
  await within(
    until(() => members.every(({ entries }) => entries.at(-1)?.index === total - 1)),
    "all",
  );
  const begin = first!.entries[0]!.index;
  const indices = first!.entries.map(({ index }) => index);
  assertEquals(indices, indices.map((_, place) => begin + place));
  for (const { entries } of others) assertSame(entries, first!.entries);
  for (const [index, name] of names.entries()) {
    const texts = first!.entries.flatMap((entry) =>
      entry.kind === "say" && entry.name === name ? [entry.text] : []
    );
    assertEquals(texts, Array.from({ length: members[index]!.said }, (_, at) => `${name} ${at}`));
  }
  for (const member of members) await within(member.leave(), "a member to leave");
}

for (let round = 1; round <= SCALE; round++) {
  Deno.test(
    `a room whose server is killed at any moment loses nothing and doubles nothing: round ${round}`,
    killAndCompare,
  );
}

/** Waits until it is so. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await pause(10);
}

function pause(time: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, time));
}

function assertSame(actual: readonly Entry[], expected: readonly Entry[]): void {
  const at = expected.findIndex(({ index }, place) => actual[place]?.index !== index);
  if (at >= 0) assertEquals(actual[at], expected[at], `entry ${at}`);
  assertEquals(actual.length, expected.length);
}
