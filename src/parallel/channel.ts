/** One end of a two-way line between a parent and its child. */
export class Channel<Received, Sent> {
  readonly #send: (message: Sent) => void;
  #handler: ((message: Received) => void) | undefined;
  #early: Received[] = [];

  /** A channel whose messages leave through `send`; what arrives is handed to {@linkcode Channel.deliver}. */
  constructor(send: (message: Sent) => void) {
    this.#send = send;
  }

  /** Sends a message to the other end. It must be something that structured clone can carry. */
  post(message: Sent): void {
    this.#send(message);
  }

  /** Called with each message, in order. Messages that come before it is set are kept for it. */
  set onMessage(handler: ((message: Received) => void) | undefined) {
    this.#handler = handler;
    while (this.#handler && this.#early.length > 0) this.#handler(this.#early.shift() as Received);
  }

  get onMessage(): ((message: Received) => void) | undefined {
    return this.#handler;
  }

  /** Takes a message that has arrived. For the owner of the line only. */
  deliver(message: Received): void {
    if (this.#handler) this.#handler(message);
    else this.#early.push(message);
  }
}
