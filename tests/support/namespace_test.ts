import { assert, assertEquals } from "@std/assert";
import { within } from "./deadline.ts";
import { lossyHost, type Namespaces, testInNamespaces, TWO_HOSTS } from "./namespace.ts";

/** Sends 3000 datagrams over loopback, and prints how many arrive. */
const COUNT = `
const [a, b] = [0, 0].map((port) => Deno.listenDatagram({ transport: "udp", hostname: "127.0.0.1", port }));
let arrived = 0;
for (let round = 0; round < 30; round++) {
  for (let index = 0; index < 100; index++) await a.send(new Uint8Array(1), b.addr);
  // An end may get lost as well, and one of the round before may come late.
  const end = () => a.send(Uint8Array.of(0, round), b.addr);
  await end();
  const again = setInterval(end, 5);
  for (;;) {
    const [datagram] = await b.receive();
    if (datagram.length === 1) arrived++;
    else if (datagram[1] === round) break;
  }
  clearInterval(again);
}
console.log(arrived);
a.close();
b.close();
`;

/** Answers the first datagram that comes to a multicast group. */
const ANSWER = `
const socket = Deno.listenDatagram({ transport: "udp", hostname: "0.0.0.0", port: 5000 });
await socket.joinMulticastV4("239.7.7.7", "10.77.0.2");
const [, from] = await socket.receive();
await socket.send(new Uint8Array(1), from);
socket.close();
`;

/** Calls the group until an answer comes, and prints who answered. */
const CALL = `
const socket = Deno.listenDatagram({ transport: "udp", hostname: "0.0.0.0", port: 0 });
const call = () => socket.send(new Uint8Array(1), { transport: "udp", hostname: "239.7.7.7", port: 5000 });
const again = setInterval(call, 20);
const [, from] = await socket.receive();
console.log(from.hostname);
clearInterval(again);
socket.close();
`;

/** Runs a program on a host to its end. Returns what it printed. */
async function run(hosts: Namespaces, code: string, host: number): Promise<string> {
  const [command, ...args] = hosts.command(
    [Deno.execPath(), "eval", "--quiet", "--unstable-net", code],
    host,
  );
  const child = new Deno.Command(command, { args, stdout: "piped", stderr: "piped" }).spawn();
  try {
    const { stdout, stderr } = await within(child.output(), "the program's end");
    return new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
}

testInNamespaces("`lossyHost()` loses its share on loopback", lossyHost(0.1), async (hosts) => {
  const arrived = Number(await run(hosts, COUNT, 0));
  assert(arrived > 2550 && arrived < 2850, `${arrived} of 3000 arrived`);
});

testInNamespaces("`TWO_HOSTS` reach each other by multicast", TWO_HOSTS, async (hosts) => {
  const [answer, call] = await Promise.all([run(hosts, ANSWER, 1), run(hosts, CALL, 0)]);
  assertEquals([answer, call], ["", "10.77.0.2\n"]);
});
