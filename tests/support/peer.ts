import { assertEquals, assertMatch } from "@std/assert";
import { within } from "./deadline.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** A program of somebody else's: a raw datagram socket on loopback, and what arrived at it. */
export class Peer implements AsyncDisposable {
  readonly #socket: Deno.DatagramConn;
  readonly #arrived: { readonly data: Uint8Array; readonly from: Deno.NetAddr }[] = [];
  readonly #receiving: Promise<void>;
  #wake: (() => void) | undefined;
  /** Where `send` goes; for a peer that is a server, to whoever wrote last. */
  #to: Deno.NetAddr | undefined;

  constructor(to?: { hostname: string; port: number }) {
    const hostname = to?.hostname === "::1" ? "::1" : "127.0.0.1";
    this.#socket = Deno.listenDatagram({ transport: "udp", hostname, port: 0 });
    this.#to = to && { transport: "udp", ...to };
    this.#receiving = this.#receive();
  }

  get port(): number {
    return (this.#socket.addr as Deno.NetAddr).port;
  }

  async send(data: string | Uint8Array): Promise<void> {
    if (this.#to === undefined) throw new Error("Cannot send: nobody has written yet");
    await this.#socket.send(typeof data === "string" ? encoder.encode(data) : data, this.#to);
  }

  /** The next datagram, as it came. */
  async bytes(): Promise<Uint8Array> {
    if (this.#arrived.length === 0) {
      await within(new Promise<void>((resolve) => this.#wake = resolve), "a datagram");
    }
    const next = this.#arrived.shift();
    if (next === undefined) throw new Error("Nothing arrived");
    this.#to = next.from;
    return next.data;
  }

  /** The next datagram, which has to be UTF-8. */
  async text(): Promise<string> {
    return decoder.decode(await this.bytes());
  }

  /** The next datagram, whose text has to match. */
  async match(pattern: RegExp): Promise<void> {
    assertMatch(await this.text(), pattern);
  }

  /** Sends `request` and expects exactly `answers`, in their order, before anything else. */
  async ask(request: string | Uint8Array, ...answers: string[]): Promise<void> {
    await this.send(request);
    for (const answer of answers) assertEquals(await this.text(), answer);
  }

  /**
   * Asserts that nothing has arrived that was not taken: the server handles its datagrams in order, so once
   * it has answered a login, whatever it sent before has arrived as well.
   */
  async assertQuiet(name: string, answer = "OK"): Promise<void> {
    await this.ask(`L ${name}`, answer);
  }

  /** Throws away what has arrived. */
  forget(): void {
    this.#arrived.length = 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.close();
    await within(this.#receiving, "the peer's end");
  }

  async #receive(): Promise<void> {
    try {
      for (;;) {
        const [data, from] = await this.#socket.receive(new Uint8Array(65_536));
        this.#arrived.push({ data, from: from as Deno.NetAddr });
        this.#wake?.();
      }
    } catch (error) {
      if (!(error instanceof Deno.errors.BadResource || error instanceof Deno.errors.Interrupted)) {
        throw error;
      }
    }
  }
}
