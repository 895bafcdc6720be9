import { assert, assertEquals } from "@std/assert";
import { within } from "../support/deadline.ts";
import { Peer } from "../support/peer.ts";
import { residentBytes } from "../support/processes.ts";
import { startServer } from "../support/program.ts";
import { Random } from "../support/random.ts";
import { SCALE } from "../support/scale.ts";

const DATAGRAMS = 25_000 * SCALE;
const SEED = 20_260_101;
/** Datagrams sent before the server is asked for an answer: more would overrun its receive buffer. */
const BATCH = 100;
/** The share after which the server's memory has settled. */
const WARM_UP = 0.5;
const ALLOWED_GROWTH = 40 << 20;

const TEMPLATES = [
  "L fuzz",
  "C fuzz some text that is relayed",
  "E fuzz",
  "Q fuzz",
  "LOGIN 模糊",
  "CHAT 模糊 测试 一下",
  "QUIT 模糊",
  "EXIT fuzz",
  "",
].map((text) => new TextEncoder().encode(text));

/** A datagram that is noise, a request, or a request with some of its bytes changed, lost or doubled. */
function datagram(random: Random): Uint8Array {
  if (random.below(4) === 0) return random.bytes(random.below(random.below(50) === 0 ? 4000 : 40));
  let data = [...random.pick(TEMPLATES)];
  for (let change = random.below(4); change > 0; change--) {
    const at = random.below(data.length + 1);
    const kind = random.below(4);
    if (kind === 0) data.splice(at, 1);
    else if (kind === 1) data.splice(at, 0, random.below(256));
    else if (kind === 2) data[at] = random.below(256);
    else data = [...data.slice(at), ...data];
  }
  return Uint8Array.from(data);
}

Deno.test({
  name: `server survives ${DATAGRAMS} random and mutated datagrams, with its memory flat`,
  ignore: Deno.build.os === "windows",
  async fn() {
    const random = new Random(SEED);
    const { program, port } = await startServer();
    await using server = program;
    await using peer = new Peer({ hostname: "127.0.0.1", port });
    await peer.ask("L watcher", "OK");
    const sockets = Array.from({ length: 4 }, () => new FuzzSocket(port));
    let settled = 0;
    for (let sent = 0; sent < DATAGRAMS; sent += BATCH) {
      if (sent === DATAGRAMS * WARM_UP) settled = await residentBytes(server.pid);
      const socket = random.pick(sockets);
      for (let index = 0; index < BATCH; index++) await socket.send(datagram(random));
      await socket.confirm();
      peer.forget();
    }
    const grown = await residentBytes(server.pid) - settled;
    for (const socket of sockets) await socket.close();
    assert(settled > 0, "the memory could not be read");
    assert(grown < ALLOWED_GROWTH, `${grown} bytes more than after the warm-up`);
    await using fresh = new Peer({ hostname: "127.0.0.1", port });
    await fresh.ask("L newcomer", "OK");
    await fresh.ask("Q newcomer", "EXIT", "Exit", "quit");
    server.kill("SIGTERM");
    assertEquals((await server.end()).code, 0);
  },
});

/** A socket that throws away what arrives but for the answer to its own question. */
class FuzzSocket {
  readonly #socket = Deno.listenDatagram({ transport: "udp", hostname: "127.0.0.1", port: 0 });
  readonly #to: Deno.NetAddr;
  readonly #receiving: Promise<void>;
  #exits = 0;
  #wake: (() => void) | undefined;

  constructor(port: number) {
    this.#to = { transport: "udp", hostname: "127.0.0.1", port };
    this.#receiving = this.#receive();
  }

  async send(data: Uint8Array): Promise<void> {
    await this.#socket.send(data, this.#to);
  }

  /**
   * Fulfilled when the server has answered, and so has handled what was sent before. A question or an
   * answer that was lost is asked again.
   */
  async confirm(): Promise<void> {
    const seen = this.#exits;
    for (let attempt = 0; this.#exits === seen; attempt++) {
      assert(attempt < 100, "the server does not answer");
      await this.send(new TextEncoder().encode("Q confirmed"));
      const answer = new Promise<void>((resolve) => this.#wake = resolve);
      await within(answer, "EXIT", 300).catch(() => {});
    }
  }

  async close(): Promise<void> {
    this.#socket.close();
    await this.#receiving;
  }

  async #receive(): Promise<void> {
    const buffer = new Uint8Array(65_536);
    try {
      for (;;) {
        const [data] = await this.#socket.receive(buffer);
        if (new TextDecoder().decode(data) !== "EXIT") continue;
        this.#exits++;
        this.#wake?.();
      }
    } catch (error) {
      if (!(error instanceof Deno.errors.BadResource || error instanceof Deno.errors.Interrupted)) {
        throw error;
      }
    }
  }
}
