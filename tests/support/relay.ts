import { type Conditions, fate } from "./conditions.ts";
import { Random } from "./random.ts";
import { within } from "./deadline.ts";

/** A client as the relay sees it: the socket that the server knows it by. */
interface Route {
  readonly socket: Deno.DatagramConn;
  readonly reading: Promise<void>;
}

/**
 * A lossy network between real sockets: what clients send to its address is lost, doubled and delayed as a
 * seed says, on its way to the server and back. The server sees a socket of its own for each client. The
 * same seed draws the same fates, but for which datagram is a matter of the moment.
 */
export class Relay implements AsyncDisposable {
  readonly #front = Deno.listenDatagram({ transport: "udp", hostname: "127.0.0.1", port: 0 });
  readonly #server: Deno.NetAddr;
  readonly #random: Random;
  readonly #routes = new Map<string, Route>();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  readonly #sends = new Set<Promise<unknown>>();
  readonly #reading: Promise<void>;
  #heard = 0;
  /** What happens to datagrams from now on. */
  conditions: Conditions;
  /** Whether nothing gets through, either way. */
  isDark = false;
  /** What is sent on in the place of a datagram that arrives here, from either side. */
  tamper: (datagram: Uint8Array) => readonly Uint8Array[] = (datagram) => [datagram];

  /** @param seed any 32-bit integer */
  constructor(
    server: { readonly hostname: string; readonly port: number },
    seed: number,
    conditions: Conditions,
  ) {
    this.#server = { transport: "udp", hostname: server.hostname, port: server.port };
    this.#random = new Random(seed);
    this.conditions = conditions;
    this.#reading = this.#read(this.#front, (datagram, client) => {
      this.#pass(datagram, this.#routeOf(client).socket, this.#server);
    });
  }

  /** Where clients send to. */
  get address(): Deno.NetAddr {
    return this.#front.addr as Deno.NetAddr;
  }

  /** Clients that have sent something. */
  get clients(): number {
    return this.#routes.size;
  }

  /** Datagrams that have arrived here from either side. */
  get heard(): number {
    return this.#heard;
  }

  /** Datagrams that have arrived here and are yet to be sent on. */
  get underway(): number {
    return this.#timers.size;
  }

  /** Forgets its clients, as a router does: each comes from another port from now on, and answers to the old one are lost. */
  async forget(): Promise<void> {
    const routes = [...this.#routes.values()];
    this.#routes.clear();
    for (const { socket } of routes) socket.close();
    await within(Promise.all(routes.map(({ reading }) => reading)), "the end of the old routes");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#front.close();
    for (const { socket } of this.#routes.values()) socket.close();
    const readings = [...this.#routes.values()].map(({ reading }) => reading);
    await within(Promise.all([this.#reading, ...readings, ...this.#sends]), "the relay's end");
  }

  #routeOf(client: Deno.NetAddr): Route {
    const key = `${client.hostname} ${client.port}`;
    const known = this.#routes.get(key);
    if (known !== undefined) return known;
    const socket = Deno.listenDatagram({ transport: "udp", hostname: "127.0.0.1", port: 0 });
    const reading = this.#read(socket, (datagram) => this.#pass(datagram, this.#front, client));
    const route = { socket, reading };
    this.#routes.set(key, route);
    return route;
  }

  /** Sends on, now or later or not at all. */
  #pass(datagram: Uint8Array, socket: Deno.DatagramConn, to: Deno.NetAddr): void {
    this.#heard++;
    for (const each of this.tamper(datagram)) this.#delay(each, socket, to);
  }

  #delay(datagram: Uint8Array, socket: Deno.DatagramConn, to: Deno.NetAddr): void {
    for (const delay of fate(this.conditions, this.#random)) {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        if (!this.isDark) this.#send(datagram, socket, to);
      }, delay);
      this.#timers.add(timer);
    }
  }

  #send(datagram: Uint8Array, socket: Deno.DatagramConn, to: Deno.NetAddr): void {
    // What cannot be sent is lost.
    const send = socket.send(datagram, to).catch(() => {}).finally(() => this.#sends.delete(send));
    this.#sends.add(send);
  }

  /** Hands over what a socket receives, until it is closed. */
  async #read(
    socket: Deno.DatagramConn,
    take: (datagram: Uint8Array, from: Deno.NetAddr) => void,
  ): Promise<void> {
    const buffer = new Uint8Array(65_536);
    for (;;) {
      try {
        const [view, from] = await socket.receive(buffer);
        take(view.slice(), from as Deno.NetAddr);
      } catch (error) {
        if (error instanceof Deno.errors.BadResource) return;
        if (error instanceof Deno.errors.Interrupted) return;
        // Some systems report here that a datagram found nobody: it is lost.
        if (!(error instanceof Deno.errors.ConnectionReset)) throw error;
      }
    }
  }
}
