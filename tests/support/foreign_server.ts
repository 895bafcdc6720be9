import { within } from "./deadline.ts";

/** The words that a server knows, and its answer to a login. */
export interface ForeignWords {
  readonly login: string;
  readonly chat: string;
  readonly leave: string;
  readonly answer: string;
}

/**
 * A server as others published it, on a raw socket: it knows few words, ignores all others, and dies of the leave of
 * somebody whom it doesn't know.
 */
export class ForeignServer implements AsyncDisposable {
  /** What happened in its room. */
  readonly log: string[] = [];
  readonly #socket = Deno.listenDatagram({ transport: "udp", hostname: "127.0.0.1", port: 0 });
  readonly #words: ForeignWords;
  readonly #members = new Set<string>();
  readonly #running: Promise<void>;
  #wake = Promise.withResolvers<void>();

  constructor(words: ForeignWords) {
    this.#words = words;
    this.#running = this.#run();
  }

  /** Where it is, as `HOST:PORT`. */
  get address(): string {
    return `127.0.0.1:${(this.#socket.addr as Deno.NetAddr).port}`;
  }

  /** Waits until something has happened. */
  async until(happening: string): Promise<void> {
    const wait = async () => {
      while (!this.log.includes(happening)) await this.#wake.promise;
    };
    await within(wait(), happening);
  }

  /** @throws {Error} where it has died */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.close();
    await within(this.#running, "the server's end");
  }

  async #run(): Promise<void> {
    for await (const [datagram, from] of this.#socket) {
      const [word, name = "", ...text] = new TextDecoder().decode(datagram).split(" ");
      this.#hear(word ?? "", name, text.join(" "));
      if (word !== this.#words.login) continue;
      await this.#socket.send(new TextEncoder().encode(this.#words.answer), from);
    }
  }

  #hear(word: string, name: string, text: string): void {
    const { login, chat, leave } = this.#words;
    if (word === login) this.#members.add(name);
    else if (word === leave && !this.#members.delete(name)) throw new Error(`Who is ${name}?`);
    else if (word !== chat && word !== leave) return;
    this.log.push(word === chat ? `${name}: ${text}` : `${name} ${word === login ? "in" : "out"}`);
    this.#wake.resolve();
    this.#wake = Promise.withResolvers();
  }
}
