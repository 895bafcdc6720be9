import { assertEquals } from "@std/assert";
import { checkWeb } from "../../src/client/mod.ts";
import { serveWeb, WebPort } from "../../src/net/mod.ts";
import { within } from "../support/deadline.ts";
import { smallPage } from "../support/web.ts";

const HOSTNAME = "127.0.0.1";

async function kindOf(port: number): Promise<string> {
  return (await within(checkWeb({ hostname: HOSTNAME, port }), "what answers")).kind;
}

Deno.test("`checkWeb()` finds a room's page, by HTTP and by HTTPS", async () => {
  const read = (name: string) =>
    Deno.readTextFile(new URL(`../support/certificate/${name}.pem`, import.meta.url));
  const certificate = { cert: await read("cert"), key: await read("key") };
  for (const [given, kind] of [[undefined, "page"], [certificate, "not-trusted"]] as const) {
    const endpoint = { hostname: HOSTNAME, port: 0 };
    const port = new WebPort(1200);
    const server = serveWeb({ endpoint, certificate: given, port, page: smallPage });
    assertEquals(await kindOf(server.port), kind);
    await within(server.close(), "the server's end");
  }
});

Deno.test("`checkWeb()` tells what is no room, who refuses, and who says nothing", async () => {
  const answers = ["{}", "[]", "null", "<html>", "x".repeat(100_000), '{"version":1,"program":1}'];
  for (const answer of answers) {
    const server = Deno.serve(
      { hostname: HOSTNAME, port: 0, onListen: () => {} },
      () => new Response(answer),
    );
    assertEquals(await kindOf((server.addr as Deno.NetAddr).port), "other", answer.slice(0, 30));
    await within(server.shutdown(), "the server's end");
  }
  const listener = Deno.listen({ hostname: HOSTNAME, port: 0 });
  const { port } = listener.addr;
  const taking = listener.accept();
  assertEquals(await kindOf(port), "silent");
  (await taking).close();
  listener.close();
  assertEquals(await kindOf(port), "refused");
});
