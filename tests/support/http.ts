/** HTTP by hand, for what `fetch` does by itself or does not let one do. */

import { concat } from "@std/bytes/concat";
import { within } from "./deadline.ts";

/** A TCP connection to a web server on loopback. */
export class RawConnection implements Disposable {
  readonly #conn: Deno.TcpConn;

  private constructor(conn: Deno.TcpConn) {
    this.#conn = conn;
  }

  static async open(port: number): Promise<RawConnection> {
    return new RawConnection(await Deno.connect({ hostname: "127.0.0.1", port }));
  }

  get address(): Deno.NetAddr {
    return this.#conn.localAddr as Deno.NetAddr;
  }

  /** Sends bytes; where the other end has gone, nothing happens. */
  async send(data: string | Uint8Array): Promise<void> {
    const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
    try {
      for (let sent = 0; sent < bytes.length;) sent += await this.#conn.write(bytes.subarray(sent));
    } catch (error) {
      if (!isEnd(error)) throw error;
    }
  }

  /** Some of what arrives; undefined where nothing more does. */
  async receive(): Promise<Uint8Array | undefined> {
    const buffer = new Uint8Array(65_536);
    try {
      const count = await within(this.#conn.read(buffer), "an answer");
      return count === null ? undefined : buffer.subarray(0, count);
    } catch (error) {
      if (isEnd(error)) return undefined;
      throw error;
    }
  }

  /** All that arrives until the other end has nothing more to say. */
  async rest(): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    for (let part = await this.receive(); part; part = await this.receive()) parts.push(part);
    return concat(parts);
  }

  [Symbol.dispose](): void {
    this.#conn.close();
  }
}

function isEnd(error: unknown): boolean {
  return error instanceof Deno.errors.ConnectionReset || error instanceof Deno.errors.BrokenPipe ||
    error instanceof Deno.errors.ConnectionAborted;
}

/** An answer taken apart. */
export interface RawAnswer {
  readonly status: number;
  /** By their names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** Asks once, and waits for the whole answer. */
export async function ask(
  port: number,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<RawAnswer> {
  using connection = await RawConnection.open(port);
  const all = { host: "127.0.0.1", connection: "close", ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  await connection.send(`GET ${path} HTTP/1.1\r\n${lines.join("")}\r\n`);
  return parseAnswer(await connection.rest());
}

function parseAnswer(bytes: Uint8Array): RawAnswer {
  // Each byte as a character.
  const text = new TextDecoder("latin1").decode(bytes);
  const end = text.indexOf("\r\n\r\n");
  const [first = "", ...lines] = text.slice(0, end).split("\r\n");
  const headers = lines.map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1]);
  return {
    status,
    headers: new Map(headers),
    body: bytes.slice(end + 4) as Uint8Array<ArrayBuffer>,
  };
}
