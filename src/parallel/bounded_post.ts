/**
 * Messages to another end that may be slow and is never waited for: only so many are on their way, and what
 * comes beyond them is dropped and counted. When the other end has taken all of them, it is told how many
 * were dropped, and gets messages again.
 */
export class BoundedPost<T> {
  readonly #post: (message: T) => void;
  readonly #most: number;
  readonly #tell: (dropped: number) => T;
  #underWay = 0;
  #dropped = 0;

  /**
   * @param post sends a message to the other end
   * @param most messages that may be on their way
   * @param tell the message that says how many were dropped; that it was taken is not told
   */
  constructor(post: (message: T) => void, most: number, tell: (dropped: number) => T) {
    this.#post = post;
    this.#most = most;
    this.#tell = tell;
  }

  /** Sends a message, or drops it. */
  post(message: T): void {
    if (this.#dropped > 0 || this.#underWay >= this.#most) {
      this.#dropped++;
      return;
    }
    this.#underWay++;
    this.#post(message);
  }

  /** The other end has taken one message. */
  taken(): void {
    this.#underWay--;
    if (this.#underWay > 0 || this.#dropped === 0) return;
    this.#post(this.#tell(this.#dropped));
    this.#dropped = 0;
  }
}
