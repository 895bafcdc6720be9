// What servers of others need of our client, on raw sockets.

import { assertEquals } from "@std/assert";
import { connect } from "../../src/client/mod.ts";
import { ForeignServer } from "../support/foreign_server.ts";

const SERVERS = [
  { login: "L", chat: "C", leave: "E", answer: "OK" },
  { login: "L", chat: "C", leave: "Q", answer: "ok" },
  { login: "L", chat: "C", leave: "q", answer: "Ok" },
  { login: "LOGIN", chat: "CHAT", leave: "EXIT", answer: "OK" },
  { login: "LOGIN", chat: "CHAT", leave: "QUIT", answer: "IN" },
];

for (const words of SERVERS) {
  const { login, leave, answer } = words;
  Deno.test(`\`connect()\` enters a server that knows ${login} and ${leave} and answers ${answer}, speaks, and leaves once`, async () => {
    await using server = new ForeignServer(words);
    await using seat = await connect({ server: server.address, name: "Ada", dialect: "classic" });
    await seat.say("hello  you");
    await seat.close();
    await server.until("Ada out");
    assertEquals(server.log, ["Ada in", "Ada: hello  you", "Ada out"]);
  });
}

Deno.test("`Seat.say()` to a server that knows no probe is not held up at the 65th message", async () => {
  await using server = new ForeignServer(SERVERS[0]!);
  await using seat = await connect({ server: server.address, name: "Ada", dialect: "classic" });
  const texts = Array.from({ length: 200 }, (_, index) => `${index}`);
  const start = performance.now();
  for (const text of texts) await seat.say(text);
  const time = performance.now() - start;
  await seat.close();
  await server.until("Ada out");
  assertEquals(server.log, ["Ada in", ...texts.map((text) => `Ada: ${text}`), "Ada out"]);
  // Three pauses of 50 ms, and not the time that an answer would have had.
  if (time >= 900) throw new Error(`It took ${time} ms`);
});
