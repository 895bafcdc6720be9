import { assert, assertEquals } from "@std/assert";
import { encodeCall, encodeOpening, VERSION } from "../../src/wire/mod.ts";
import { Crowd } from "../support/crowd.ts";
import { mutate } from "../support/forge.ts";
import { residentBytes } from "../support/processes.ts";
import { startServer } from "../support/program.ts";
import { Random } from "../support/random.ts";
import { SCALE } from "../support/scale.ts";

const SEED = 20_260_102;

/** Rounds in which everybody says something, amid so many datagrams that are wrong. */
const ROUNDS = 188 * SCALE;
const WRONG = 100;

/** The share after which the server's memory has settled. */
const WARM_UP = 0.5;
const ALLOWED_GROWTH = 40 << 20;

const NAMES = ["Ann", "Bob", "Cid"];

/** Makes datagrams out of those that were sent: damaged, cut, spliced; or out of nothing. */
class Forger {
  readonly #random: Random;
  readonly #seen: Uint8Array[] = [];
  #count = 0;

  constructor(random: Random) {
    this.#random = random;
    const nonce = "0123456789abcdef";
    this.see(encodeCall({ version: VERSION, nonce }));
    this.see(encodeOpening({ nonce, cookie: "0".repeat(40), message: random.bytes(104) }));
  }

  /** Remembers a datagram: the newest ones. */
  see(datagram: Uint8Array): void {
    const { length } = this.#seen;
    if (length < 200) this.#seen.push(datagram.slice());
    else this.#seen[this.#count++ % length] = datagram.slice();
  }

  make(): Uint8Array {
    const random = this.#random;
    const kind = random.below(10);
    if (kind === 0) return random.bytes(random.below(1500));
    // As it was: one that was sent before must not count again.
    if (kind === 1) return random.pick(this.#seen);
    return mutate(random, random.pick(this.#seen), random.pick(this.#seen));
  }
}

Deno.test({
  name: `server and its reliable members survive ${
    2 * ROUNDS * WRONG
  } wrong datagrams amid their talk`,
  ignore: Deno.build.os === "windows",
  async fn() {
    const forger = new Forger(new Random(SEED));
    const { program: server, port } = await startServer();
    await using _ = server;
    const endpoint = { hostname: "127.0.0.1", port };
    await using crowd = new Crowd(endpoint);
    await using strangers = new Crowd(endpoint);
    crowd.onSend = (datagram) => forger.see(datagram);
    const guests = await crowd.enter(...NAMES);
    let settled = 0;
    for (let round = 0; round < ROUNDS; round++) {
      if (round === ROUNDS * WARM_UP) settled = await residentBytes(server.pid);
      for (const guest of guests) guest.say(`${round} ${guest.name}`);
      for (let count = 0; count < WRONG; count++) {
        crowd.inject(forger.make());
        strangers.inject(forger.make());
      }
      const next = NAMES.length * (round + 2);
      await crowd.until(() => guests.every((guest) => guest.next === next), `round ${round}`);
    }
    const grown = await residentBytes(server.pid) - settled;
    assert(settled > 0, "the memory could not be read");
    assert(grown < ALLOWED_GROWTH, `${grown} bytes more than after the warm-up`);
    for (const { name, events, entries } of guests) {
      assertEquals(events, ["entered"], `what happened to ${name}`);
      const said = entries.flatMap((entry) => entry.kind === "say" ? [entry.text] : []);
      assertEquals(said.length, ROUNDS * NAMES.length);
      for (const other of NAMES) {
        const texts = said.filter((text) => text.endsWith(` ${other}`));
        assertEquals(texts, Array.from({ length: ROUNDS }, (_, round) => `${round} ${other}`));
      }
    }
    server.kill("SIGTERM");
    assertEquals((await server.end()).code, 0);
    assertEquals(guests.map(({ ending }) => ending), ["closed", "closed", "closed"]);
  },
});
