import { type Row, StoreError } from "../store/mod.ts";
import type { RoomRecord, SavedState } from "../room/mod.ts";
import { toRow } from "./record_row.ts";

/** Milliseconds until a store that failed is tried again. */
const RETRY = 1000;

/** Records from one saved state to the next: as many are applied again at most when the room is opened. */
const STATE_EVERY = 10_000;

/** What keeps a room: a file, or in tests a simulated disk. */
export interface RoomStore {
  /** Number of the newest record; 0 where there is none. */
  readonly last: number;
  /**
   * Appends records, all or none: they are safe when it returns.
   *
   * @throws {StoreError}
   */
  append(rows: readonly Row[]): void;
  /** The newest saved state, and the number of the record that it is the state after. */
  snapshot(): { readonly number: number; readonly state: string } | undefined;
  /** @throws {StoreError} */
  saveSnapshot(number: number, state: string): void;
}

/** Something that is asked of the room. It may have to be decided more than once: it changes nothing but by the room. */
export type Act = (now: number) => void;

/** What keeps the facts that a room decides, as the rest of the server sees it. */
export interface RoomJournal {
  /** Whether other servers serve the room too. Then an act waits for its turn, and its facts for an agreement. */
  readonly isShared: boolean;
  /** Whether what is decided has to wait for the others. */
  readonly isStalled: boolean;
  /** Whether nothing new may be decided, as it could not be kept. */
  readonly isFailing: boolean;
  /** When to commit again though nothing has happened; Infinity for never. */
  readonly nextTimeout: number;
  /** Something is asked of the room: now, or when it is its turn. */
  turn(act: Act, now: number): void;
  /** Does something as soon as all that was decided before is safe: at once where it is. */
  then(effect: () => void): void;
  /** Something has happened. */
  add(record: RoomRecord): void;
  /** Keeps what was decided, and then does what waits for that. */
  commit(now: number): void;
  /** Saves the state, so that the room is soon open again. */
  saveState(): void;
}

/**
 * Keeps what a room decides, and holds back everything that would show it to anybody until it is safe. So nothing that
 * was said to have happened is lost with the process. What is decided in one turn of the loop is kept together.
 *
 * While the store fails, what was decided waits, and the room decides on nothing more; it is tried again, and then all
 * goes on.
 */
export class Journal implements RoomJournal {
  readonly isShared = false;
  readonly isStalled = false;
  readonly #store: RoomStore | undefined;
  readonly #save: () => SavedState;
  readonly #onFault: (fault: StoreError | undefined) => void;
  #records: RoomRecord[] = [];
  #effects: (() => void)[] = [];
  /** Number of the newest record with a saved state. */
  #stateAt = 0;
  #retryAt = Infinity;

  /**
   * @param store undefined to keep nothing
   * @param save gives the state to save
   * @param onFault is told why the store fails, and then with undefined that it works again
   */
  constructor(
    store: RoomStore | undefined,
    save: () => SavedState,
    onFault: (fault: StoreError | undefined) => void,
  ) {
    this.#store = store;
    this.#save = save;
    this.#onFault = onFault;
    this.#stateAt = store?.snapshot()?.number ?? 0;
  }

  /** Whether the store fails: then nothing new may be decided. */
  get isFailing(): boolean {
    return this.#retryAt < Infinity;
  }

  /** When to commit again though nothing has happened; Infinity for never. */
  get nextTimeout(): number {
    return this.#retryAt;
  }

  turn(act: Act, now: number): void {
    act(now);
  }

  /** Something was decided. */
  add(record: RoomRecord): void {
    if (this.#store !== undefined) this.#records.push(record);
  }

  /** Does something as soon as all that was decided before is safe: at once where it is. */
  then(effect: () => void): void {
    if (this.#records.length === 0 && this.#effects.length === 0) effect();
    else this.#effects.push(effect);
  }

  /** Keeps what was decided, and then does what waits for that. */
  commit(now: number): void {
    if (this.#records.length === 0 || (this.isFailing && now < this.#retryAt)) return;
    const store = this.#store!;
    try {
      let number = store.last;
      store.append(this.#records.map((record) => toRow(record, ++number)));
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      if (!this.isFailing) this.#onFault(error);
      this.#retryAt = now + RETRY;
      return;
    }
    if (this.isFailing) this.#onFault(undefined);
    this.#retryAt = Infinity;
    this.#records = [];
    if (store.last - this.#stateAt >= STATE_EVERY) this.saveState();
    const effects = this.#effects;
    this.#effects = [];
    for (const effect of effects) effect();
  }

  /** Saves the state, so that the room is soon open again. */
  saveState(): void {
    const store = this.#store;
    if (store === undefined || this.#records.length > 0 || store.last === this.#stateAt) return;
    try {
      store.saveSnapshot(store.last, JSON.stringify(this.#save()));
      this.#stateAt = store.last;
    } catch (error) {
      // It only takes longer to open the room.
      if (!(error instanceof StoreError)) throw error;
    }
  }
}
