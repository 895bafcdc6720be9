/** Things that arrive together. */
interface Parcel<T> {
  readonly items: readonly T[];
  /** Index of the next one to be read. */
  next: number;
  taken(): void;
}

/**
 * Things that have arrived and were not read yet, in order: one side adds, the other reads at its own pace.
 */
export class Inbox<T> {
  #parcels: Parcel<T>[] = [];
  #wake = Promise.withResolvers<void>();
  #isClosed = false;
  #fault: Error | undefined;

  /** Adds what arrived. Fulfilled when all of it was read. */
  add(...items: readonly T[]): Promise<void> {
    if (items.length === 0) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#parcels.push({ items, next: 0, taken: resolve });
    this.#rouse();
    return promise;
  }

  /** Nothing more will come. The reader gets what is there, and then the end or the error. */
  close(fault?: Error): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#fault = fault;
    this.#rouse();
  }

  /** The next one, as soon as there is one; the end where no more will come. */
  async read(): Promise<IteratorResult<T, undefined>> {
    for (;;) {
      const [parcel] = this.#parcels;
      if (parcel !== undefined) return { value: this.#take(parcel), done: false };
      if (this.#fault !== undefined) throw this.#fault;
      if (this.#isClosed) return { value: undefined, done: true };
      await this.#wake.promise;
    }
  }

  #take(parcel: Parcel<T>): T {
    const item = parcel.items[parcel.next++] as T;
    if (parcel.next === parcel.items.length) {
      this.#parcels.shift();
      parcel.taken();
    }
    return item;
  }

  #rouse(): void {
    this.#wake.resolve();
    this.#wake = Promise.withResolvers();
  }
}
