import { within } from "./deadline.ts";

/** Connections to another port of loopback that go through here, and can be cut: then nothing gets through, and nobody is told. */
export class StallingRelay implements AsyncDisposable {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #to: number;
  readonly #open = new Set<Deno.TcpConn>();
  readonly #pumps = new Set<Promise<void>>();
  readonly #accepting: Promise<void>;
  #isCut = false;

  constructor(to: number) {
    this.#to = to;
    this.#accepting = this.#accept();
  }

  get port(): number {
    return this.#listener.addr.port;
  }

  get isCut(): boolean {
    return this.#isCut;
  }

  /** What was under way is lost with its connection when it gets through again. */
  set isCut(isCut: boolean) {
    if (this.#isCut && !isCut) this.#drop();
    this.#isCut = isCut;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    this.#drop();
    await within(Promise.all([this.#accepting, ...this.#pumps]), "the end of a stalling relay");
  }

  #drop(): void {
    for (const connection of this.#open) close(connection);
    this.#open.clear();
  }

  async #accept(): Promise<void> {
    try {
      for await (const near of this.#listener) this.#start(this.#join(near));
    } catch {
      // It is closed.
    }
  }

  #start(work: Promise<void>): void {
    const pump = work.catch(() => {}).finally(() => this.#pumps.delete(pump));
    this.#pumps.add(pump);
  }

  async #join(near: Deno.TcpConn): Promise<void> {
    this.#open.add(near);
    try {
      const far = await Deno.connect({ hostname: "127.0.0.1", port: this.#to });
      this.#open.add(far);
      await Promise.race([this.#pump(near, far), this.#pump(far, near)]);
      close(far);
    } finally {
      close(near);
    }
  }

  async #pump(from: Deno.TcpConn, to: Deno.TcpConn): Promise<void> {
    const buffer = new Uint8Array(65_536);
    for (;;) {
      const length = await from.read(buffer);
      if (length === null) return;
      for (let at = 0; !this.#isCut && at < length;) {
        at += await to.write(buffer.subarray(at, length));
      }
    }
  }
}

function close(connection: Deno.TcpConn): void {
  try {
    connection.close();
  } catch {
    // It is closed.
  }
}
