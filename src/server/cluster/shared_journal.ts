import { type Fact, isHappening, type Proposal, type RoomRecord } from "../../room/mod.ts";
import {
  type RecordStream,
  type Row,
  StoreError,
  type StreamEvent,
  type StreamMessage,
} from "../../store/mod.ts";
import type { Act, Journal, RoomJournal } from "../journal.ts";
import { fromRow, toRow } from "../record_row.ts";
import type { RoomSeat } from "../seats.ts";

/** Most records of one message, and about how many UTF-16 code units of texts. */
const MOST_RECORDS = 64;
const MOST_TEXT = 100_000;

/** Milliseconds until a proposal is made again of which nothing was heard. */
const RETRY = 1000;

/** Milliseconds after which members are told that what they say has to wait. */
const PATIENCE = 1500;

const NO_ANSWER = "no answer";

/** The longest pause after another server was first, in milliseconds: it doubles from the shortest on. */
const SHORTEST_PAUSE = 2;
const LONGEST_PAUSE = 64;

/** Messages that can be given back to a stream that has lost them. */
const MOST_RECENT = 256;

/** Milliseconds in which a server that has more than the stream gives it back, before others go on. */
const REPAIR_TIME = 1500;
const GIVE_BACK_PAUSE = 500;

/** Facts on which no other decision depends that is made at the same time: so many of them are proposed together. */
const FREE: readonly Fact["kind"][] = ["say", "act", "announce", "whisper", "delivered"];

/** What was decided, until it is agreed to or another server is first. */
interface Batch {
  readonly acts: Act[];
  readonly proposals: Proposal<RoomSeat>[];
  readonly effects: (() => void)[];
}

export interface SharedJournalOptions {
  readonly stream: RecordStream;
  /** Sequence of the last message whose records the room has. */
  readonly after: number;
  /** Sequence of the newest message there was at the start: nothing is decided before the room has that. */
  readonly catchUp: number;
  /** Number of the last of those records, and the index of the next entry. */
  readonly position: { readonly number: number; readonly entry: number };
  /** Gives a record its effect on the room, and tells who is here of it. */
  readonly take: (record: RoomRecord, seat: RoomSeat | undefined, now: number) => void;
  /** Keeps the records here as well; so a restart need not read all of the stream. */
  readonly cache: Journal;
  /** Is told when what is decided has to wait for the stream, and why, and with undefined that it goes on. */
  readonly onStalled: (why: string | undefined) => void;
  /** A number from 0 to 1: servers that lost against another must not all come again at once. */
  readonly random: () => number;
  /** Makes an id for a proposal. */
  readonly newId: () => string;
}

/**
 * The journal of a room that several servers serve. What is asked is decided on what the stream has told so far, and the
 * facts are proposed as the stream's next message: only one server can have it. Where it is this one, they have their
 * effect. Else what was decided is forgotten, the other server's facts have theirs, and the same is decided again: so no
 * server ever goes by anything but the one log.
 *
 * There is one proposal at a time; what is asked meanwhile waits, and is the next one.
 */
export class SharedJournal implements RoomJournal {
  readonly isShared = true;
  /** Nothing is refused because it cannot be kept now: it waits. */
  readonly isFailing = false;
  readonly #options: SharedJournalOptions;
  /** What waits to be decided. */
  #acts: Act[] = [];
  /** What is being decided, or was proposed. */
  #batch: Batch = emptyBatch();
  #isDeciding = false;
  #message: StreamMessage | undefined;
  /** When it was proposed for the first time. */
  #since = 0;
  #sequence: number;
  /** Id of the last message; undefined where it is not known. */
  #lastId: string | undefined;
  /** The newest messages, by their sequences. */
  readonly #recent = new Map<number, StreamMessage>();
  #position: { readonly number: number; readonly entry: number };
  /** How often in a row another server was first. */
  #losses = 0;
  #decideAt = -Infinity;
  #proposeAt = Infinity;
  /** Messages that the stream has lost, and that are to be given back; and when. */
  readonly #missing = new Set<StreamMessage>();
  #giveBackAt = Infinity;
  /** Nothing new is proposed before that. */
  #pausedUntil = -Infinity;
  #isStalled = false;
  #why = NO_ANSWER;
  #lag = 0;

  constructor(options: SharedJournalOptions) {
    this.#options = options;
    this.#sequence = options.after;
    this.#position = options.position;
  }

  /** Sequence of the last message whose records the room has. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Whether the room has what the stream had when it was opened. */
  get isReady(): boolean {
    return this.#sequence >= this.#options.catchUp;
  }

  /** Whether what is asked has to wait for the stream. */
  get isStalled(): boolean {
    return this.#isStalled;
  }

  /** Milliseconds that the last proposal took. */
  get lag(): number {
    return this.#lag;
  }

  get nextTimeout(): number {
    const others = Math.min(this.#options.cache.nextTimeout, this.#giveBackAt);
    if (this.#message === undefined) {
      const isWaiting = this.#acts.length > 0 && this.isReady;
      const next = isWaiting ? Math.max(this.#decideAt, this.#pausedUntil) : Infinity;
      return Math.min(next, others);
    }
    const stall = this.#isStalled ? Infinity : this.#since + PATIENCE;
    return Math.min(Math.max(this.#proposeAt, this.#pausedUntil), stall, others);
  }

  turn(act: Act): void {
    this.#acts.push(act);
  }

  then(effect: () => void): void {
    if (this.#isDeciding) this.#batch.effects.push(effect);
    else effect();
  }

  /** The room has decided something. */
  propose(proposal: Proposal<RoomSeat>): void {
    if (!this.#isDeciding) throw new Error("Cannot propose: it is nobody's turn");
    this.#batch.proposals.push(proposal);
  }

  add(record: RoomRecord): void {
    this.#options.cache.add(record);
  }

  commit(now: number): void {
    this.#options.cache.commit(now);
    if (now >= this.#giveBackAt) this.#giveBack();
    if (this.#message === undefined) return this.#decide(now);
    if (!this.#isStalled && now >= this.#since + PATIENCE) this.#setStalled(true);
    if (now < this.#proposeAt || now < this.#pausedUntil) return;
    this.#proposeAt = now + RETRY;
    this.#options.stream.propose(this.#message);
  }

  saveState(): void {
    this.#options.cache.saveState();
  }

  hear(event: Exclude<StreamEvent, { kind: "lease" }>, now: number): void {
    if (event.kind === "message") return this.#take(event.message, now);
    if (event.kind === "end") return this.#repair(event.last, now);
    if (event.id !== this.#message?.id) return this.#plan(event.id, now);
    this.#why = event.why;
    this.#proposeAt = Math.min(this.#proposeAt, now + RETRY * (0.5 + this.#options.random()) / 2);
  }

  /** The stream was away: what it has lost is given back before anybody goes on. */
  #repair(last: number, now: number): void {
    this.#pausedUntil = now + REPAIR_TIME;
    for (let sequence = last + 1; sequence <= this.#sequence; sequence++) {
      const message = this.#recent.get(sequence);
      if (message !== undefined) this.#missing.add(message);
    }
    this.#giveBack();
  }

  /** What could not be given back is tried again. */
  #plan(id: string, now: number): void {
    const message = this.#recent.values().find((message) => message.id === id);
    if (message === undefined) return;
    this.#missing.add(message);
    this.#giveBackAt = Math.min(this.#giveBackAt, now + GIVE_BACK_PAUSE);
  }

  #giveBack(): void {
    this.#giveBackAt = Infinity;
    for (const message of this.#missing) this.#options.stream.propose(message);
    this.#missing.clear();
  }

  /** Decides on what waits, as far as it can be proposed together. */
  #decide(now: number): void {
    if (now < this.#decideAt || now < this.#pausedUntil || !this.isReady) return;
    while (this.#acts.length > 0) {
      const taken = this.#decideSome(now);
      this.#acts.splice(0, taken);
      if (this.#batch.proposals.length > 0) return this.#proposeBatch(now);
      const { effects } = this.#batch;
      this.#batch = emptyBatch();
      for (const effect of effects) effect();
    }
  }

  /** Returns how many acts were decided on. */
  #decideSome(now: number): number {
    const { acts, proposals } = this.#batch;
    let [taken, size, seen, isFree] = [0, 0, 0, true];
    this.#isDeciding = true;
    try {
      for (const act of this.#acts) {
        taken++;
        acts.push(act);
        act(now);
        for (const { facts } of proposals.slice(seen)) {
          for (const fact of facts) {
            size += ("text" in fact ? fact.text.length : 0) + MOST_TEXT / MOST_RECORDS;
            isFree &&= FREE.includes(fact.kind);
          }
        }
        seen = proposals.length;
        if (!isFree || size >= MOST_TEXT) break;
      }
    } finally {
      this.#isDeciding = false;
    }
    return taken;
  }

  #proposeBatch(now: number): void {
    let { number, entry } = this.#position;
    const rows = this.#batch.proposals.flatMap(({ facts, at, cause }) =>
      facts.map((fact) => {
        const row = toRow({ fact, at, entry: undefined, cause }, ++number);
        return isHappening(fact) ? { ...row, entry: entry++ } : row;
      })
    );
    const [sequence, id] = [this.#sequence + 1, this.#options.newId()];
    this.#message = { sequence, id, previous: this.#lastId, rows };
    this.#since = now;
    this.#proposeAt = now + RETRY;
    this.#options.stream.propose(this.#message);
  }

  /** The stream goes on: with what this server has proposed, or with what another one has. */
  #take(message: StreamMessage, now: number): void {
    if (message.sequence <= this.#sequence) return;
    if (message.sequence > this.#sequence + 1) {
      throw new StoreError(`Cannot go on: the cluster has lost message ${this.#sequence + 1}`);
    }
    const { previous } = message;
    if (previous !== undefined && this.#lastId !== undefined && previous !== this.#lastId) {
      throw new StoreError(`Cannot go on: the cluster has lost message ${this.#sequence}`);
    }
    this.#remember(message);
    const isOwn = this.#message?.id === message.id;
    const seats = isOwn ? this.#batch.proposals.flatMap(seatsOf) : [];
    this.#apply(message.rows, seats, now);
    if (isOwn) this.#agree(now);
    else if (this.#message !== undefined) this.#lose(now);
  }

  #remember(message: StreamMessage): void {
    this.#sequence = message.sequence;
    this.#lastId = message.id;
    this.#recent.set(message.sequence, message);
    this.#recent.delete(message.sequence - MOST_RECENT);
  }

  #apply(rows: readonly Row[], seats: readonly (RoomSeat | undefined)[], now: number): void {
    rows.forEach((row, index) => {
      this.#options.take(fromRow(row), seats[index], now);
      const { entry } = this.#position;
      this.#position = {
        number: row.number,
        entry: row.entry === undefined ? entry : row.entry + 1,
      };
    });
  }

  #agree(now: number): void {
    const { effects } = this.#batch;
    this.#lag = now - this.#since;
    this.#losses = 0;
    this.#forget();
    this.#decideAt = -Infinity;
    for (const effect of effects) effect();
  }

  /** Another server was first: all that was decided is decided again. */
  #lose(now: number): void {
    this.#acts = [...this.#batch.acts, ...this.#acts];
    this.#forget();
    const pause = Math.min(LONGEST_PAUSE, SHORTEST_PAUSE * 2 ** this.#losses++);
    // The first time, at once: most often, the other one has nothing more.
    this.#decideAt = this.#losses === 1 ? now : now + pause * this.#options.random();
  }

  #forget(): void {
    this.#batch = emptyBatch();
    this.#message = undefined;
    this.#proposeAt = Infinity;
    if (this.#isStalled) this.#setStalled(false);
  }

  #setStalled(isStalled: boolean): void {
    this.#isStalled = isStalled;
    this.#options.onStalled(isStalled ? this.#why : undefined);
  }
}

function emptyBatch(): Batch {
  return { acts: [], proposals: [], effects: [] };
}

/** For each fact the seat that it is about, where there is one at hand. */
function seatsOf({ facts, seat }: Proposal<RoomSeat>): (RoomSeat | undefined)[] {
  return facts.map(() => seat);
}
