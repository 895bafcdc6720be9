import { Fifo } from "../base/mod.ts";
import type { Endpoint } from "./endpoint.ts";
import { isOnNetwork, type NetworkInterface } from "./interfaces.ts";
import { bindDatagram, BindError, bindToward, type DatagramPort } from "./socket.ts";

/** Datagrams that wait to be taken; what comes beyond them is lost, as it is in the system's buffer. */
const BACKLOG_DATAGRAMS = 256;

/** What multicast is used for here fits into one short datagram. */
const BUFFER_BYTES = 1024;

/** Milliseconds until a socket is asked again after an error. */
const ERROR_PAUSE = 10;

/** Routers hand nothing on that may go no further than one network (RFC 1112, section 6.1). */
const TIME_TO_LIVE = 1;

/**
 * A socket that speaks to an IPv4 group on every network of this machine, and to single hosts.
 *
 * It is a bundle of sockets. One for each interface, bound to its address, sends: Deno has no
 * `IP_MULTICAST_IF`, but a source address chooses the interface on Linux, loopback included, with and without
 * a default route. One more hears the group, on a port that it shares with other programs: each of them gets
 * a copy. So two programs on one machine find each other even where there is no network. Where it speaks to hosts on
 * other networks too, that is by one more socket of each family, which goes by the routes.
 */
export class MulticastSocket implements DatagramPort, AsyncDisposable {
  /** It receives at many addresses: nothing can be sent to this one, which stands for all of them. */
  readonly addr: Deno.NetAddr = { transport: "udp", hostname: "0.0.0.0", port: 0 };
  readonly #group: Endpoint;
  readonly #senders = new Map<string, { to: NetworkInterface; socket: Deno.DatagramConn }>();
  readonly #arrived = new Fifo<{ readonly datagram: Uint8Array; readonly from: Deno.Addr }>();
  readonly #receiving = new Set<Promise<void>>();
  /** For hosts on other networks: by IPv4, and by IPv6. */
  readonly #far = new Map<boolean, Deno.DatagramConn>();
  #listener: Deno.DatagramConn | undefined;
  #goesBeyond = false;
  #isClosed = false;
  #wake: (() => void) | undefined;

  constructor(group: Endpoint) {
    this.#group = group;
  }

  /**
   * Hears the group too, on all interfaces that are used from now on.
   *
   * @throws {BindError} where the port is taken by a program that doesn't share it
   */
  listen(): void {
    const { port } = this.#group;
    this.#listener = bindDatagram({ hostname: "0.0.0.0", port }, SHARED);
    this.#receiveFrom(this.#listener);
  }

  /** Sends to single hosts on other networks too, from now on. */
  goBeyond(): void {
    this.#goesBeyond = true;
  }

  /**
   * Uses these interfaces from now on, and no others. Returns those that are new, as far as they can be used:
   * not where the address is not there any more, or the network knows no multicast.
   */
  async use(interfaces: readonly NetworkInterface[]): Promise<NetworkInterface[]> {
    for (const [address, { socket }] of this.#senders) {
      if (interfaces.some((kept) => kept.address === address)) continue;
      this.#senders.delete(address);
      socket.close();
    }
    const added: NetworkInterface[] = [];
    for (const candidate of interfaces) {
      if (this.#isClosed) break;
      if (!this.#senders.has(candidate.address)) {
        if (await this.#add(candidate)) added.push(candidate);
      } else {
        // A device that was taken out and put in again has its address, but not our membership.
        await this.#hearOn(candidate).catch(() => {});
      }
    }
    return added;
  }

  /** Whether an address is on a network that this socket uses. */
  isOnLink(hostname: string): boolean {
    return this.#senderTo(hostname) !== undefined;
  }

  /** The next datagram. One call at a time. */
  async receive(buffer: Uint8Array): Promise<[Uint8Array, Deno.Addr]> {
    for (;;) {
      if (this.#isClosed) throw new Deno.errors.BadResource("Cannot receive: the socket is closed");
      const next = this.#arrived.shift();
      if (next !== undefined) {
        const view = buffer.subarray(0, Math.min(buffer.length, next.datagram.length));
        view.set(next.datagram.subarray(0, view.length));
        return [view, next.from];
      }
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }

  /** Sends to the group on every network that can be reached, or to one host. */
  async send(datagram: Uint8Array, to: Deno.Addr): Promise<number> {
    const { hostname } = to as Deno.NetAddr;
    if (hostname !== this.#group.hostname) {
      const sender = this.#senderTo(hostname) ?? this.#farSocket(to as Deno.NetAddr);
      return await sender?.send(datagram, to) ?? 0;
    }
    const sends = [...this.#senders.values()].map(({ socket }) => socket.send(datagram, to));
    await Promise.allSettled(sends);
    return datagram.length;
  }

  /** Closes all sockets. Safe to call twice. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#wake?.();
    this.#listener?.close();
    this.#listener = undefined;
    for (const { socket } of this.#senders.values()) socket.close();
    this.#senders.clear();
    for (const socket of this.#far.values()) socket.close();
    this.#far.clear();
    await Promise.all(this.#receiving);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Returns whether the interface can be used. */
  async #add(to: NetworkInterface): Promise<boolean> {
    let socket: Deno.DatagramConn | undefined;
    try {
      socket = bindDatagram({ hostname: to.address, port: 0 }, { loopback: true });
      // Deno sets a socket's time to live through a membership only.
      const membership = await socket.joinMulticastV4(this.#group.hostname, to.address);
      await membership.setTTL(TIME_TO_LIVE);
      await this.#hearOn(to);
      if (this.#isClosed) throw new Deno.errors.BadResource("The socket was closed meanwhile");
    } catch {
      socket?.close();
      return false;
    }
    this.#senders.set(to.address, { to, socket });
    this.#receiveFrom(socket);
    return true;
  }

  async #hearOn({ address }: NetworkInterface): Promise<void> {
    try {
      await this.#listener?.joinMulticastV4(this.#group.hostname, address);
    } catch (error) {
      // An interface with two addresses, or one that had another before, is a member already.
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }

  #senderTo(hostname: string): Deno.DatagramConn | undefined {
    const senders = [...this.#senders.values()];
    return senders.find(({ to }) => isOnNetwork(hostname, to))?.socket;
  }

  /** Undefined where nothing is to be sent beyond the networks, or this machine does not speak the address's family. */
  #farSocket(to: Deno.NetAddr): Deno.DatagramConn | undefined {
    const isIPv6 = to.hostname.includes(":");
    const open = this.#far.get(isIPv6);
    if (open !== undefined || this.#isClosed || !this.#goesBeyond) return open;
    try {
      const socket = bindToward(to);
      this.#far.set(isIPv6, socket);
      this.#receiveFrom(socket);
      return socket;
    } catch (error) {
      if (error instanceof BindError) return undefined;
      throw error;
    }
  }

  #receiveFrom(socket: Deno.DatagramConn): void {
    const receiving = this.#pump(socket).finally(() => this.#receiving.delete(receiving));
    this.#receiving.add(receiving);
  }

  /** Receives until the socket is closed. */
  async #pump(socket: Deno.DatagramConn): Promise<void> {
    for (;;) {
      try {
        const [datagram, from] = await socket.receive(new Uint8Array(BUFFER_BYTES));
        if (this.#arrived.length < BACKLOG_DATAGRAMS) this.#arrived.push({ datagram, from });
        this.#wake?.();
      } catch (error) {
        if (isEnd(error)) return;
        // Some systems report a neighbour's closed port here; it concerns that neighbour alone.
        await new Promise((resolve) => setTimeout(resolve, ERROR_PAUSE));
      }
    }
  }
}

const SHARED = { reuseAddress: true, loopback: true } as const;

/** Whether an error says that the socket was closed: while it received, or before. */
function isEnd(error: unknown): boolean {
  return error instanceof Deno.errors.BadResource || error instanceof Deno.errors.Interrupted;
}
