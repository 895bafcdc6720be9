// What the web server answers, and what it lets through.

import { assert, assertEquals, assertLess, assertLessOrEqual, assertMatch } from "@std/assert";
import fc from "fast-check";
import { encodeHex } from "@std/encoding/hex";
import { webAddress, webPortOf } from "../../src/base/mod.ts";
import {
  formatPeer,
  type Page,
  serveWeb,
  steadyNow,
  WebPort,
  type WebServer,
} from "../../src/net/mod.ts";
import { Visitors } from "../../src/net/web/visitors.ts";
import { within } from "../support/deadline.ts";
import { ask, RawConnection } from "../support/http.ts";
import { BareSocket, smallPage } from "../support/web.ts";

/** A web server for one test, without a room. */
class TestWeb implements AsyncDisposable {
  readonly port = new WebPort(1200);
  readonly server: WebServer;

  constructor(page: () => Promise<Page> = smallPage) {
    const endpoint = { hostname: "127.0.0.1", port: 0 };
    this.server = serveWeb({ endpoint, port: this.port, page });
  }

  get url(): string {
    return `http://127.0.0.1:${this.server.port}`;
  }

  async get(path: string, init?: RequestInit): Promise<Response> {
    return await within(fetch(this.url + path, init), path);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await within(this.server.close(), "the web server's end");
  }
}

Deno.test("`webAddress()` is no address of a UDP socket, and shows its port", () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 65_535 }), (port) => {
    const address = webAddress({ hostname: "::1", port });
    assert(address.port > 65_535);
    assertEquals([webPortOf(address), webPortOf({ port })], [port, undefined]);
    assertEquals(formatPeer(address), `[::1]:${port}/web`);
  }));
});

Deno.test("`serveWeb()` gives the files of the page, compressed where that is taken and shorter", async () => {
  await using web = new TestWeb();
  for (
    const [accepted, encoding] of [
      ["gzip, br", "gzip"],
      ["GZIP;q=0.5", "gzip"],
      ["br", undefined],
      ["gzip;q=0", undefined],
      ["*", undefined],
    ] as const
  ) {
    const { headers, body } = await ask(web.server.port, "/", { "accept-encoding": accepted });
    assertEquals(headers.get("content-encoding"), encoding, accepted);
    const stream = new Blob([body]).stream();
    const plain = encoding === undefined
      ? stream
      : stream.pipeThrough(new DecompressionStream(encoding));
    assertEquals((await new Response(plain).text()).trim(), "<!doctype html>");
    if (encoding === "gzip") assertLess(body.length, 100);
  }
  const short = await web.get("/page.js");
  assertEquals([short.headers.get("content-encoding"), await short.text()], [null, "{}"]);
  const head = await web.get("/", { method: "HEAD" });
  assertEquals([head.status, await head.text()], [200, ""]);
  const etag = head.headers.get("etag") ?? "";
  const again = await web.get("/", { headers: { "if-none-match": etag } });
  assertEquals([again.status, await again.text()], [304, ""]);
});

Deno.test("`serveWeb()` tells browsers to be strict, whatever it answers", async () => {
  await using web = new TestWeb();
  for (
    const [path, method, status] of [
      ["/", "GET", 200],
      ["/page.js", "GET", 200],
      ["/missing", "GET", 404],
      ["/%2e%2e/%2e%2e/etc/passwd", "GET", 404],
      ["/", "POST", 405],
      ["/", "DELETE", 405],
      ["/datagrams", "GET", 426],
    ] as const
  ) {
    const answer = await web.get(path, { method });
    const body = await answer.text();
    assertEquals(answer.status, status, path);
    const { headers } = answer;
    const policy = headers.get("content-security-policy") ?? "";
    assertMatch(policy, /default-src 'none'.*script-src 'self'.*frame-ancestors 'none'/);
    assert(!policy.includes("unsafe"), policy);
    assertEquals(headers.get("x-content-type-options"), "nosniff");
    assertEquals(headers.get("x-frame-options"), "DENY");
    assertEquals(headers.get("referrer-policy"), "no-referrer");
    assertEquals(headers.get("cache-control"), "no-cache, no-transform");
    assert(!body.includes("passwd") && !body.includes("missing"), body);
  }
});

Deno.test("`serveWeb()` says that there is no page where it cannot be had, and asks again", async () => {
  let asked = 0;
  await using web = new TestWeb(() => {
    if (asked++ === 0) return Promise.reject(new Error("no page"));
    return smallPage();
  });
  const [first, second] = [await web.get("/"), await web.get("/")];
  assertEquals([first.status, await first.text()], [503, "There is no page\n"]);
  assertEquals([second.status, (await second.text()).trim()], [200, "<!doctype html>"]);
});

/** A page with a file of `size` bytes to download, and that file's SHA-256. */
async function withDownload(path: string, size: number): Promise<[() => Promise<Page>, string]> {
  const bytes = Uint8Array.from({ length: size }, (_, index) => index * 7 + (index >> 8));
  await Deno.writeFile(path, bytes);
  const sum = encodeHex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
  const downloads = new Map([["/chatroom", { path, name: "chatroom", size }]]);
  return [async () => ({ ...await smallPage(), downloads }), sum];
}

Deno.test("`serveWeb()` sends a file whole, two at a time to one host", async () => {
  const folder = await Deno.makeTempDir();
  const [page, sum] = await withDownload(`${folder}/program`, 8_000_001);
  {
    await using web = new TestWeb(page);
    const head = await web.get("/chatroom", { method: "HEAD" });
    assertEquals(head.headers.get("content-length"), "8000001");
    assertEquals(head.headers.get("content-disposition"), 'attachment; filename="chatroom"');
    const one = await web.get("/chatroom");
    const two = await RawConnection.open(web.server.port);
    await two.send("GET /chatroom HTTP/1.1\r\nHost: x\r\n\r\n");
    await two.receive();
    const third = await web.get("/chatroom");
    assertEquals([third.status, third.headers.get("retry-after")], [429, "5"]);
    await third.text();
    // The page is there all the while.
    assertEquals((await (await web.get("/")).text()).trim(), "<!doctype html>");
    const bytes = await within(one.bytes(), "the file");
    assertEquals(encodeHex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))), sum);
    using four = await RawConnection.open(web.server.port);
    await four.send("GET /chatroom HTTP/1.1\r\nHost: x\r\n\r\n");
    await four.receive();
    two[Symbol.dispose]();
    // The place of one who has gone is free once the server has noticed.
    const retry = async () => {
      while ((await ask(web.server.port, "/chatroom")).status === 429);
    };
    await within(retry(), "a place");
  }
  await Deno.remove(folder, { recursive: true });
});

Deno.test("`serveWeb()` that is closed waits for nobody who takes a file slowly", async () => {
  const folder = await Deno.makeTempDir();
  const [page] = await withDownload(`${folder}/program`, 30_000_000);
  const web = new TestWeb(page);
  {
    using slow = await RawConnection.open(web.server.port);
    await slow.send("GET /chatroom HTTP/1.1\r\nHost: x\r\n\r\n");
    await slow.receive();
    await web[Symbol.asyncDispose]();
  }
  await Deno.remove(folder, { recursive: true });
});

Deno.test("`Visitors.admit()` has a rate for one host and one for all, and forgets nobody too early", () => {
  const visitors = new Visitors();
  const host = (hostname: string) => ({ transport: "tcp", hostname, port: 1 }) as const;
  const count = (hostname: string, now: number) => {
    let admitted = 0;
    while (admitted < 10_000 && visitors.admit(host(hostname), now)) admitted++;
    return admitted;
  };
  assertEquals(count("10.0.0.1", 0), 1000);
  assertEquals(count("10.0.0.1", 1000), 50);
  // All addresses of a /64 are one host.
  assertEquals([count("2001:db8::1", 0), count("2001:db8::2", 0)], [1000, 0]);
  const others = Array.from({ length: 20 }, (_, index) => count(`10.0.1.${index}`, 1000));
  const all = others.reduce((sum, one) => sum + one, 0);
  assertLessOrEqual(all, 4000);
  assertEquals(others.at(-1), 0);
});

Deno.test("`WebPort.prune()` closes a connection at which nobody was reached for half a minute", async () => {
  await using web = new TestWeb();
  const { port } = web.server;
  await using used = new BareSocket(port);
  await used.send(Uint8Array.of(1));
  const arrived = async () => {
    while (web.port.length === 0) {
      await new Promise<void>((resolve) => web.port.onArrival = resolve);
    }
  };
  await within(arrived(), "a datagram");
  const from = web.port.shift()!.from;
  assert(webPortOf(from) !== undefined);
  await using idle = new BareSocket(port);
  await idle.opened.promise;
  const now = steadyNow();
  web.port.prune([from], now + 29_000);
  web.port.prune([from], now + 31_000);
  assertEquals(await idle.end(), 1008);
  assertEquals(used.socket.readyState, WebSocket.OPEN);
});

Deno.test("`WebPort.send()` keeps little for who takes nothing, and drops what is more", async () => {
  const port = new WebPort(1200);
  let socket: WebSocket | undefined;
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request, info) => {
      const from = info.remoteAddr as Deno.NetAddr;
      const upgrade = Deno.upgradeWebSocket(request, { idleTimeout: 0 });
      socket = upgrade.socket;
      port.take(socket, from, steadyNow());
      return upgrade.response;
    },
  );
  const slow = await RawConnection.open((server.addr as Deno.NetAddr).port);
  const key = "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==";
  const handshake =
    `GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n${key}\r\n\r\n`;
  await slow.send(handshake);
  await slow.receive();
  const to = webAddress(slow.address);
  const datagram = new Uint8Array(1200);
  for (let index = 0; index < 20_000; index++) {
    port.send(datagram, to);
    if (index % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 0));
  }
  assert(socket !== undefined);
  assert(socket.bufferedAmount > 0, "it takes nothing");
  assertLessOrEqual(socket.bufferedAmount, 256 * 1024);
  slow[Symbol.dispose]();
  await port.close();
  await server.shutdown();
});
