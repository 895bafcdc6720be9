import { encodeHex } from "@std/encoding/hex";
import type { Announcer } from "../discovery/mod.ts";
import { type Machine, type Rate, type Request, type Transmit, webPortOf } from "../base/mod.ts";
import type { Messages } from "../language/mod.ts";
import type { Host } from "../link/mod.ts";
import type { LogLimits } from "../room/mod.ts";
import { DISCOVERY_LIMIT, isBinary, type Reply } from "../wire/mod.ts";
import { ClassicService } from "./classic/service.ts";
import { Archive } from "./archive.ts";
import { isQuestion, RequestHandler } from "./request_handler.ts";
import { Hub } from "./hub.ts";
import type { StoreError, StreamEvent } from "../store/mod.ts";
import { Cluster, type ClusterOptions } from "./cluster/cluster.ts";
import { Journal } from "./journal.ts";
import { type OpenStore, recallLog } from "./recall_log.ts";
import { fromRow } from "./record_row.ts";
import { Retention } from "./retention.ts";
import type { ServerEvent } from "./protocol.ts";
import { ReliableService } from "./reliable/service.ts";
import { keptOf, placeOf, seatOf } from "./seats.ts";

export interface RoomServiceOptions {
  readonly messages: Messages;
  /** Milliseconds that a classic member may be silent. */
  readonly idle: number;
  /** Milliseconds that a reliable member whose connection broke keeps seat and name. */
  readonly grace: number;
  /** Milliseconds after which the connection of a reliable member who is not heard is broken. */
  readonly silence: number;
  readonly maxMembers: number;
  /** Milliseconds that a name belongs to its owner after the last visit; 0 for names that belong to nobody. */
  readonly namesFor: number;
  /** What keeps the room; undefined for a room that is not kept. */
  readonly store?: OpenStore | undefined;
  /** Milliseconds that entries are kept; undefined for all the time. */
  readonly keepFor?: number | undefined;
  /** Whether members are taken who speak the classic dialect, in the clear. */
  readonly classic: boolean;
  readonly log: LogLimits;
  /** How often a member may ask for something; undefined for as often as it likes. */
  readonly rate?: Rate | undefined;
  /** The time of day, in milliseconds since 1970, for a time on the clock that the room runs on. */
  readonly wallTime: (time: number) => number;
  /** Makes `count` random bytes. */
  readonly random: (count: number) => Uint8Array;
  /** Tells this room from any other, where its file does not say so. */
  readonly roomId?: string | undefined;
  /** The room, as its members are shown it. */
  readonly host: Host;
  /** Milliseconds that one key agreement takes on this machine. */
  readonly agreementTime: number;
  /** The other servers of the room; undefined for a room that this one serves alone. */
  readonly cluster?: ClusterOptions | undefined;
  /** Answers those who look for rooms and ask at the room's own address; undefined for a room that hides. */
  readonly announcer?: Announcer | undefined;
}

/** Members who leave together at most: their entries have to fit in one message of a stream. */
const MOST_TOGETHER = 500;

/** A room that both dialects share, as a state machine. */
export class RoomService implements Machine {
  readonly #hub: Hub;
  readonly #requests: RequestHandler;
  readonly #classic: ClassicService;
  readonly #reliable: ReliableService;
  readonly #retention: Retention | undefined;
  readonly #announcer: Announcer | undefined;
  readonly #cluster: Cluster | undefined;
  #isClosed = false;
  /** Whether it is being decided that members leave whose time is over. */
  #isExpiring = false;

  /** @param now in milliseconds on the clock that the room runs on */
  constructor(options: RoomServiceOptions, emit: (event: ServerEvent) => void, now: number) {
    const { store, idle } = options;
    this.#announcer = options.announcer;
    const seats = {
      keepSeat: keptOf,
      revive: (kept: unknown) => seatOf(kept as ReturnType<typeof keptOf>, idle),
    };
    const onFault = (fault: StoreError | undefined) =>
      emit({ kind: "not-kept", why: fault?.message });
    const log = recallLog(store, options.log, options.wallTime);
    const journal = new Journal(store, () => this.#hub.room.save(), onFault);
    const { cluster, random, grace } = options;
    this.#cluster = cluster && new Cluster(cluster, {
      cache: journal,
      position: { number: store?.last ?? 0, entry: log.next },
      grace,
      random,
      onStalled: (why) => this.#tellStalled(why, emit),
    });
    const shared = this.#cluster?.journal;
    const propose = shared && shared.propose.bind(shared);
    this.#hub = new Hub(log, { ...options, ...seats, propose }, shared ?? journal);
    this.#requests = new RequestHandler(
      this.#hub,
      new Archive(log, store),
      encodeHex(options.host.identity.publicKey),
    );
    this.#classic = new ClassicService(this.#hub, options, emit);
    const identity = { roomId: options.roomId ?? store?.id, server: cluster?.server };
    this.#reliable = new ReliableService(
      this.#hub,
      this.#requests,
      { ...options, ...identity },
      emit,
    );
    if (store !== undefined) this.#reopen(store, now);
    if (store !== undefined && options.keepFor !== undefined) {
      this.#retention = new Retention(store, log, journal, options.keepFor, now);
    }
    this.#cluster?.connect(this.#hub, this.#reliable);
    this.#hub.connect({ classic: this.#classic, reliable: this.#reliable });
    this.#hub.follow((entry, subject) => {
      // What happened before is no news.
      if (this.isReady) emit({ kind: "entry", entry, address: subject && placeOf(subject) });
    });
  }

  receive(datagram: Uint8Array, from: Deno.NetAddr, now: number): void {
    // Members still have to acknowledge the last words. A newcomer would never be told that the room is
    // closed.
    if (this.#isClosed && !isBinary(datagram)) return;
    if (this.#reliable.receive(datagram, from, now)) return;
    // A page speaks the reliable dialect, and knows where the room is.
    if (webPortOf(from) !== undefined) return;
    if (datagram.length === DISCOVERY_LIMIT) this.#announcer?.receive(datagram, from, now);
    this.#classic.receive(datagram, from, now);
  }

  /** Something has come from the stream that the room's servers write together. */
  hear(event: StreamEvent, now: number): void {
    this.#cluster?.hear(event, now);
  }

  timeout(now: number): void {
    this.#reliable.timeout(now);
    const { room, journal } = this.#hub;
    this.#cluster?.timeout(now);
    journal.commit(now);
    this.#retention?.timeout(now);
    if (!journal.isFailing) this.#classic.timeout(now);
    if (journal.isShared) return this.#expireShared(now);
    for (let gone = room.expire(now); gone; gone = room.expire(now)) {
      this.#hub.dismiss(gone.member.seat, gone.reason, now);
    }
  }

  nextTimeout(): number {
    const { room, journal } = this.#hub;
    const { nextTimeout: nextLook = Infinity } = this.#retention ?? {};
    const nextClassic = journal.isFailing ? Infinity : this.#classic.nextTimeout();
    const nextWrite = Math.min(
      journal.nextTimeout,
      nextLook,
      this.#cluster?.nextTimeout ?? Infinity,
    );
    const nextExpiry = this.#isExpiring ? Infinity : room.nextExpiry();
    return Math.min(nextExpiry, this.#reliable.nextTimeout(), nextClassic, nextWrite);
  }

  transmit(now: number): Transmit | undefined {
    const { journal } = this.#hub;
    journal.commit(now);
    // What is for classic members may tell what is not safe yet.
    const classic = journal.isFailing ? undefined : this.#classic.transmit();
    return classic ?? this.#reliable.transmit(now) ?? this.#announcer?.transmit();
  }

  /** Does what the operator at the console asks for. */
  ask(request: Request, now: number): Reply {
    return this.#requests.answer(undefined, request, now);
  }

  /** The same, where the answer may have to wait for other servers. */
  askAll(request: Request, now: number, onReply: (reply: Reply) => void): void {
    const { journal } = this.#hub;
    if (!journal.isShared || isQuestion(request)) return onReply(this.ask(request, now));
    journal.turn((now) => {
      const reply = this.ask(request, now);
      journal.then(() => onReply(reply));
    }, now);
  }

  /** Whether the room has what its stream had when it was opened. */
  get isReady(): boolean {
    return this.#cluster?.journal.isReady ?? true;
  }

  /** Members whose time is over leave, unless another server was first to say so. */
  #expireShared(now: number): void {
    const { room, journal } = this.#hub;
    if (this.#isExpiring || now < room.nextExpiry()) return;
    this.#isExpiring = true;
    journal.turn((now) => {
      for (const { member: { seat }, reason } of room.overdue(now, MOST_TOGETHER)) {
        room.remove(seat, reason, now);
        this.#hub.dismiss(seat, reason, now);
      }
      journal.then(() => this.#isExpiring = false);
    }, now);
  }

  #tellStalled(why: string | undefined, emit: (event: ServerEvent) => void): void {
    emit({ kind: "stalled", why });
    this.#reliable.tellStalled(why !== undefined);
  }

  /** Tells everybody that the room ends; `onClosed` is called when all who listen have been told. */
  close(now: number, onClosed: () => void): void {
    this.#isClosed = true;
    if (this.#cluster !== undefined) return this.#handOver(this.#cluster, now, onClosed);
    this.#hub.room.close(now);
    this.#hub.publish();
    const { journal } = this.#hub;
    journal.commit(now);
    // Where it cannot be kept, the room ends all the same, as if the process had.
    journal.saveState();
    this.#reliable.close(now, onClosed);
  }

  /** The room goes on without this server: its members go to others, where there are any. */
  #handOver(cluster: Cluster, now: number, onClosed: () => void): void {
    cluster.leave();
    cluster.journal.saveState();
    if (cluster.hasOthers) this.#reliable.handOver(now, onClosed);
    else this.#reliable.close(now, onClosed);
  }

  /** Goes on where the process of before ended. */
  #reopen(store: OpenStore, now: number): void {
    const saved = store.snapshot();
    const records = store.records(saved?.number ?? 0).map(fromRow);
    this.#hub.room.restore(saved && JSON.parse(saved.state), records, now);
    this.#reliable.welcomeBack(now);
  }

  /** Where those are who have a session, members and others. */
  get addresses(): Iterable<Deno.NetAddr> {
    return this.#reliable.addresses;
  }

  /** What the room talks about; empty for nothing in particular. */
  get topic(): string {
    return this.#hub.moderation.topic;
  }

  /** Number of members. */
  get size(): number {
    return this.#hub.room.size;
  }
}
