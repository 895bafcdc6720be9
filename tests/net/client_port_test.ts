import { assert, assertEquals, assertRejects } from "@std/assert";
import { WebClientPort } from "../../src/net/mod.ts";
import { within } from "../support/deadline.ts";

const SERVER: Deno.NetAddr = { transport: "udp", hostname: "page", port: 1 };

/** A server of WebSockets that keeps what it hears, and answers if it is told to. */
class TestServer implements AsyncDisposable {
  readonly heard: number[] = [];
  answers = true;
  connections = 0;
  #sockets: WebSocket[] = [];
  #wake = () => {};
  readonly #server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => {
      const { socket, response } = Deno.upgradeWebSocket(request, { protocol: "chatroom" });
      socket.binaryType = "arraybuffer";
      socket.addEventListener("open", () => this.connections++);
      socket.addEventListener("message", ({ data }) => {
        this.heard.push(...new Uint8Array(data));
        if (this.answers) socket.send(data);
        this.#wake();
      });
      this.#sockets.push(socket);
      return response;
    },
  );

  get url(): string {
    return `http://127.0.0.1:${(this.#server.addr as Deno.NetAddr).port}`;
  }

  async until(isSo: () => boolean, what: string): Promise<void> {
    const wait = async () => {
      while (!isSo()) await new Promise<void>((resolve) => this.#wake = resolve);
    };
    await within(wait(), what);
  }

  /** Ends the connections that there are; fulfilled when their other ends know. */
  async hangUp(): Promise<void> {
    const ends = this.#sockets.splice(0).map((socket) =>
      new Promise<void>((resolve) => {
        if (socket.readyState === WebSocket.CLOSED) return resolve();
        socket.addEventListener("close", () => resolve());
        socket.close();
      })
    );
    await within(Promise.all(ends), "the end of the connections");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.hangUp();
    await within(this.#server.shutdown(), "the server's end");
  }
}

async function next(port: WebClientPort): Promise<number[]> {
  const [bytes] = await within(port.receive(new Uint8Array(100)), "a datagram");
  return [...bytes];
}

Deno.test("`WebClientPort.send()` connects, and loses nothing of what waits for that", async () => {
  await using server = new TestServer();
  const port = new WebClientPort(server.url);
  for (let index = 0; index < 5; index++) await port.send(Uint8Array.of(index), SERVER);
  for (let index = 0; index < 5; index++) assertEquals(await next(port), [index]);
  assertEquals(server.connections, 1);
  await within(port.close(), "the port's end");
});

Deno.test("`WebClientPort.send()` connects anew, no more than once a second", async () => {
  await using server = new TestServer();
  let now = 0;
  const port = new WebClientPort(server.url, () => now);
  await port.send(Uint8Array.of(1), SERVER);
  assertEquals(await next(port), [1]);
  await server.hangUp();
  // It may not know yet; then what it sends is lost.
  for (now = 10; now < 1000; now += 100) await port.send(Uint8Array.of(2), SERVER);
  assertEquals(server.connections, 1);
  const retry = async () => {
    for (; server.connections < 2; now += 1001) {
      await port.send(Uint8Array.of(3), SERVER);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  await within(retry(), "another connection");
  await port.send(Uint8Array.of(4), SERVER);
  await server.until(() => server.heard.includes(4), "a datagram");
  await within(port.close(), "the port's end");
});

Deno.test("`WebClientPort.send()` takes a connection for dead on which nothing is answered", async () => {
  await using server = new TestServer();
  let now = 0;
  const port = new WebClientPort(server.url, () => now);
  await port.send(Uint8Array.of(1), SERVER);
  assertEquals(await next(port), [1]);
  server.answers = false;
  for (const number of [2, 3, 4, 5]) await port.send(Uint8Array.of(number), SERVER);
  now = 4999;
  await port.send(Uint8Array.of(6), SERVER);
  await server.until(() => server.heard.includes(6), "a datagram by the same connection");
  assertEquals([server.connections, ...server.heard], [1, 1, 2, 3, 4, 5, 6]);
  now = 5001;
  await port.send(Uint8Array.of(7), SERVER);
  await server.until(() => server.heard.includes(7), "a datagram by another connection");
  assertEquals(server.connections, 2);
  await within(port.close(), "the port's end");
});

Deno.test("`WebClientPort` hands what is sent to itself to itself alone, and receives no more once closed", async () => {
  const port = new WebClientPort("http://127.0.0.1:1");
  await port.send(Uint8Array.of(7), port.addr);
  const [bytes, from] = await port.receive(new Uint8Array(1));
  assertEquals([[...bytes], from], [[7], port.addr]);
  const waiting = assertRejects(() => port.receive(new Uint8Array(1)), Error, "closed");
  await port.close();
  const error = await within(waiting, "the end of a receive");
  assertEquals(error.name, "BadResource");
  await assertRejects(() => port.send(Uint8Array.of(1), SERVER), Error, "closed");
  await port.close();
});

Deno.test("`WebClientPort` needs nothing of Deno or Node but types", async () => {
  const files = [
    "web/client_port.ts",
    "clock.ts",
    "driver.ts",
    "intake.ts",
    "batch.ts",
    "wakeup.ts",
  ];
  for (const file of files) {
    const text = await Deno.readTextFile(new URL(`../../src/net/${file}`, import.meta.url));
    const code = text.replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, "");
    assert(!/from "node:/.test(code), `${file} imports Node's modules`);
    assert(!/\bDeno\.(?!NetAddr\b|Addr\b|DatagramConn\b|errors\.)/.test(code), `${file} uses Deno`);
  }
});
