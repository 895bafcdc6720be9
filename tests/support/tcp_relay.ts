/** A network that can be cut, between browsers and a server: what comes to its address goes on to the server. */
export class TcpRelay implements AsyncDisposable {
  readonly #front = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  /** Where the server is; for those who come from now on. */
  server: Deno.ConnectOptions;
  readonly #open = new Set<Deno.TcpConn>();
  readonly #running = new Set<Promise<void>>();
  #isCut = false;

  constructor(server: Deno.ConnectOptions) {
    this.server = server;
    this.#run(this.#accept());
  }

  /** The page's address on this side. */
  get origin(): string {
    return `http://127.0.0.1:${(this.#front.addr as Deno.NetAddr).port}`;
  }

  /** Ends every connection, and lets nobody through until {@link mend}. */
  cut(): void {
    this.#isCut = true;
    for (const connection of this.#open) this.#close(connection);
  }

  mend(): void {
    this.#isCut = false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#front.close();
    this.cut();
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  async #accept(): Promise<void> {
    for await (const connection of this.#front) {
      this.#open.add(connection);
      if (this.#isCut) this.#close(connection);
      else this.#run(this.#carry(connection));
    }
  }

  async #carry(connection: Deno.TcpConn): Promise<void> {
    const onward = await Deno.connect(this.server).catch(() => undefined);
    if (onward === undefined || this.#isCut) {
      onward?.close();
      return this.#close(connection);
    }
    this.#open.add(onward);
    // A connection that is cut ends both ways.
    await Promise.allSettled([
      connection.readable.pipeTo(onward.writable),
      onward.readable.pipeTo(connection.writable),
    ]);
    this.#close(connection);
    this.#close(onward);
  }

  #close(connection: Deno.TcpConn): void {
    if (!this.#open.delete(connection)) return;
    try {
      connection.close();
    } catch {
      // Its other end has closed it.
    }
  }

  #run(task: Promise<void>): void {
    this.#running.add(task);
    task.finally(() => this.#running.delete(task));
  }
}
