// The web server of a room, as `serve` and `host` open it.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { encodeHex } from "@std/encoding/hex";
import { stripAnsiCode } from "@std/fmt/colors";
import { PAGE_LIMIT, within } from "../support/deadline.ts";
import { assertPage } from "../support/page_files.ts";
import { qrCode } from "../../src/terminal/qr.ts";
import { Program, SERVE, startServer } from "../support/program.ts";
import { Screen } from "../support/screen.ts";

const CERT = new URL("../support/certificate/cert.pem", import.meta.url).pathname;
const CERT_KEY = new URL("../support/certificate/key.pem", import.meta.url).pathname;

Deno.test("serve tells where the page is, on the number of its own port, and what it says is so", async () => {
  const { program, port } = await startServer("--lang", "en");
  await using _ = program;
  await program.match(new RegExp(`Or in a browser, a phone's too:\n  http://127.0.0.1:${port}/\n`));
  const about = await within(
    fetch(`http://127.0.0.1:${port}/about.json`),
    "what it says of itself",
    PAGE_LIMIT,
  );
  assertEquals(about.status, 200);
  await assertPage(`http://127.0.0.1:${port}`);
  const { version, os, arch, program: offered } = await about.json();
  assertMatch(version, /^\d+\.\d+\.\d+$/);
  assertEquals([os, arch], [Deno.build.os, Deno.build.arch]);
  if (offered === null) return;
  const bytes = await within(
    (await fetch(`http://127.0.0.1:${port}${offered.path}`)).bytes(),
    "it",
  );
  const sum = encodeHex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
  assertEquals([bytes.length, sum], [offered.size, offered.sha256]);
});

/** The answer to a WebSocket's handshake by HTTPS, as the page there makes it. */
async function handshake(port: number): Promise<string> {
  const caCerts = [await Deno.readTextFile(CERT)];
  using connection = await Deno.connectTls({ hostname: "localhost", port, caCerts });
  const lines = [
    "GET /datagrams HTTP/1.1",
    `Host: localhost:${port}`,
    `Origin: https://localhost:${port}`,
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
    "Sec-WebSocket-Protocol: chatroom",
  ];
  await connection.write(new TextEncoder().encode(`${lines.join("\r\n")}\r\n\r\n`));
  const buffer = new Uint8Array(1000);
  const count = await within(connection.read(buffer), "an answer");
  return new TextDecoder().decode(buffer.subarray(0, count ?? 0));
}

Deno.test("serve shows one QR code, of the page with the invitation in its fragment", async () => {
  if (!Screen.isAvailable()) return;
  const size = { columns: 80, rows: 60 };
  for (const web of [[], ["--web=off"]]) {
    const args = [...SERVE, "--memory", "--host=127.0.0.1", "--port=0", "--lang=en", ...web];
    await using screen = await Screen.start(args, size);
    await screen.match(/The room's words/);
    const shown = await screen.rows();
    const [, link = "", port, part] =
      /(chatroom:\/\/127\.0\.0\.1:(\d+)\/(\S+))/.exec(shown.join("\n")) ?? [];
    const text = web.length > 0 ? link : `http://127.0.0.1:${port}/#${part}`;
    const isCode = (row: string) => /^[▄▀█ ]*[▄▀█][▄▀█ ]*$/.test(row);
    const code = qrCode(text, size.columns)!.map((row) => stripAnsiCode(row).trimEnd());
    assertEquals(shown.filter(isCode), code.filter(isCode), text);
  }
});

Deno.test("serve --web off serves no browser, and --web takes another port", async () => {
  const off = await startServer("--lang", "en", "--web", "off");
  await using _ = off.program;
  await off.program.match(/The room's words/);
  assert(!off.program.stdout.includes("browser"), off.program.stdout);
  await within(
    Deno.connect({ hostname: "127.0.0.1", port: off.port }).then(
      (conn) => conn.close(),
      (error) => assert(error instanceof Deno.errors.ConnectionRefused),
    ),
    "a refusal",
  );
  const other = await startServer("--lang", "en", "--web", "0");
  await using __ = other.program;
  const [, port] = await other.program.match(/http:\/\/127\.0\.0\.1:(\d+)\/\n/);
  assert(Number(port) !== other.port);
});

Deno.test("serve whose port for browsers is taken says so in a line, and serves the room", async () => {
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = taken.addr;
  const served = await startServer("--lang", "en", "--web", `${port}`);
  await using _ = served.program;
  const line = `\nBrowsers get no page: TCP port ${port} is in use; --web names another, or off\n`;
  await served.program.match(new RegExp(line));
  const said = ["send", `--server=127.0.0.1:${served.port}`, "--name=Ada", "hello"];
  assertEquals((await Program.run(said)).code, 0);
});

Deno.test("serve --cert serves the page by HTTPS, and tells bad files in a line", async () => {
  const given = ["--cert", CERT, "--cert-key", CERT_KEY];
  const { program } = await startServer("--lang", "en", ...given);
  await using _ = program;
  const [, port] = await program.match(/ {2}https:\/\/(?:127\.0\.0\.1|localhost):(\d+)\/\n/);
  using client = Deno.createHttpClient({ caCerts: [await Deno.readTextFile(CERT)] });
  const answer = await within(
    fetch(`https://127.0.0.1:${port}/`, { client }),
    "the page",
    PAGE_LIMIT,
  );
  assertEquals(answer.status, 200);
  await answer.body?.cancel();
  assertMatch(await handshake(Number(port)), /^HTTP\/1\.1 101 /);
  for (
    const [cert, key, line] of [
      ["/missing", CERT_KEY, /^chatroom: Cannot read \/missing\n$/],
      [CERT_KEY, CERT, /^chatroom: Cannot use the certificate and its key: [^\n]+\n$/],
      [CERT, "/dev/null", /^chatroom: Cannot use the certificate and its key: [^\n]+\n$/],
    ] as const
  ) {
    const args = [...SERVE, "--port=0", "--lang=en", `--cert=${cert}`, `--cert-key=${key}`];
    const { code, stderr } = await Program.run(args);
    assertEquals(code, 1, stderr);
    assertMatch(stderr, line);
  }
});
