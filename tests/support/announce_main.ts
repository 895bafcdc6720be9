// Announces the room that its arguments name, on all networks, until its input ends: a process that a test
// can put on another host. Arguments: name, address to listen on, port.

import { announceRoom } from "../../src/server/mod.ts";

const [name = "", hostname = "", port = ""] = Deno.args;
const stop = new AbortController();
const key = new TextEncoder().encode(name);
const room = {
  name,
  key,
  isSecret: false,
  endpoint: { hostname, port: Number(port) },
  members: () => 1,
};
const ended = announceRoom(room, stop.signal);
await new Response(Deno.stdin.readable).text();
stop.abort();
await ended;
