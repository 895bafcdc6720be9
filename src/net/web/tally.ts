/** How much of something each host has, and all of them together. */
export class Tally {
  readonly #counts = new Map<string, number>();
  #all = 0;

  get all(): number {
    return this.#all;
  }

  of(host: string): number {
    return this.#counts.get(host) ?? 0;
  }

  /** The host has one more. */
  add(host: string): void {
    this.#counts.set(host, this.of(host) + 1);
    this.#all++;
  }

  /** The host, which has some, has one less. */
  remove(host: string): void {
    const left = this.of(host) - 1;
    if (left > 0) this.#counts.set(host, left);
    else this.#counts.delete(host);
    this.#all--;
  }
}
