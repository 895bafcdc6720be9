import { assert, assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import {
  bindToward,
  canonicalIP,
  formatEndpoint,
  networkOf,
  parseEndpoint,
  parseIP,
  parsePort,
  reachableAddresses,
  resolveEndpoint,
} from "../../src/net/mod.ts";
import { anyText } from "../support/texts.ts";
import { within } from "../support/deadline.ts";

const DEFAULT_PORT = 8888;

Deno.test("`parsePort()` takes whole numbers from 0 to 65535 and nothing else", () => {
  for (const [text, port] of [["0", 0], ["1", 1], ["8888", 8888], ["65535", 65535]] as const) {
    assertEquals(parsePort(text), port);
  }
  for (
    const text of [
      "",
      "-1",
      "65536",
      "99999",
      "100000",
      "1.5",
      "1e3",
      "0x50",
      " 80",
      "80 ",
      "８０",
      "٣",
    ]
  ) assertEquals(parsePort(text), undefined, JSON.stringify(text));
});

Deno.test("`parseIP()` takes IPv4 and IPv6 addresses, IPv6 in brackets or bare", () => {
  const rows: [string, string][] = [
    ["0.0.0.0", "0.0.0.0"],
    ["192.168.1.7", "192.168.1.7"],
    ["::1", "::1"],
    ["[::1]", "::1"],
    ["::", "::"],
    ["::ffff:10.0.0.7", "::ffff:10.0.0.7"],
  ];
  for (const [text, address] of rows) assertEquals(parseIP(text), address);
  for (
    const text of [
      "",
      "localhost",
      "1.2.3",
      "256.1.1.1",
      "1.2.3.4.5",
      "[1.2.3.4]",
      "[::1",
      "::1]",
      "[]",
      "fe80::1%eth0",
      ":::",
      " ::1",
    ]
  ) assertEquals(parseIP(text), undefined, JSON.stringify(text));
});

Deno.test("`canonicalIP()` writes the same address in one way", () => {
  const rows: [string, string][] = [
    ["10.0.0.7", "10.0.0.7"],
    ["2001:DB8:0:0:0:0:0:1", "2001:db8::1"],
    ["2001:db8:0:1:0:0:0:1", "2001:db8:0:1::1"],
    ["2001:0db8::0001", "2001:db8::1"],
    ["::FFFF:10.0.0.7", "10.0.0.7"],
    ["::ffff:a00:7", "10.0.0.7"],
    ["FE80::1%eth0", "fe80::1"],
    ["::ffff:10.0.0.7%3", "10.0.0.7"],
    ["::1", "::1"],
    ["::", "::"],
  ];
  for (const [address, canonical] of rows) assertEquals(canonicalIP(address), canonical);
});

Deno.test("`networkOf()` is the /64 of an IPv6 address, but for loopback and link-local ones", () => {
  const rows: [string, string][] = [
    ["10.0.0.7", "10.0.0.7"],
    ["::ffff:10.0.0.7", "10.0.0.7"],
    ["2001:DB8::1", "2001:db8::/64"],
    ["2001:db8:0:1:2:3:4:5", "2001:db8:0:1::/64"],
    ["2001:db8:1:2:0:0:0:9", "2001:db8:1:2::/64"],
    ["2001:db8:1:2::", "2001:db8:1:2::/64"],
    ["1::2", "1::/64"],
    ["::2", "::/64"],
    ["::1:0:0:0:0", "0:0:0:1::/64"],
    ["::1", "::1"],
    ["fe80::1%eth0", "fe80::1"],
    ["febf::2", "febf::2"],
    ["fec0::2", "fec0::/64"],
    ["fe8::2", "fe8::/64"],
  ];
  for (const [address, network] of rows) assertEquals(networkOf(address), network, address);
});

Deno.test("`networkOf()` is the same for all addresses of a /64, and for itself", () => {
  const groups = (count: number) =>
    fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: count, maxLength: count });
  const write = (words: readonly number[]) => words.map((word) => word.toString(16)).join(":");
  fc.assert(fc.property(groups(4), groups(4), groups(4), (prefix, one, other) => {
    fc.pre(prefix[0] !== 0 && (prefix[0]! & 0xffc0) !== 0xfe80);
    const network = networkOf(write([...prefix, ...one]));
    assertEquals(networkOf(write([...prefix, ...other])), network);
    assertEquals(networkOf(network.replace(/\/64$/, "")), network);
  }));
});

Deno.test("`parseEndpoint()` reads HOST and HOST:PORT", () => {
  const rows: [string, string, number][] = [
    ["localhost", "localhost", DEFAULT_PORT],
    ["localhost:9000", "localhost", 9000],
    ["10.0.0.7", "10.0.0.7", DEFAULT_PORT],
    ["10.0.0.7:1", "10.0.0.7", 1],
    ["10.0.0.7:65535", "10.0.0.7", 65535],
    ["chat.example.org:8888", "chat.example.org", 8888],
    ["chat.example.org.", "chat.example.org.", DEFAULT_PORT],
    ["my_host-2", "my_host-2", DEFAULT_PORT],
    ["müller.example", "müller.example", DEFAULT_PORT],
    ["::1", "::1", DEFAULT_PORT],
    ["2001:db8::7:8888", "2001:db8::7:8888", DEFAULT_PORT],
    ["[::1]", "::1", DEFAULT_PORT],
    ["[::1]:9000", "::1", 9000],
    ["[2001:db8::7]:9000", "2001:db8::7", 9000],
  ];
  for (const [text, hostname, port] of rows) {
    assertEquals(parseEndpoint(text, DEFAULT_PORT), { hostname, port }, text);
  }
});

Deno.test("`parseEndpoint()` refuses rubbish", () => {
  for (
    const text of [
      "",
      ":",
      ":8888",
      "host:",
      "host:0",
      "host:65536",
      "host:-1",
      "host:abc",
      "host: 80",
      "a:b:c",
      "1:2",
      "host name",
      " host",
      "-host",
      "host-",
      "a..b",
      ".",
      "1.2.3",
      "1.2.3.4.5",
      "256.1.1.1",
      `${"x".repeat(64)}.org`,
      "[::1",
      "::1]:80",
      "[::1]80",
      "[::1]:",
      "[]:80",
      "[host]:80",
      "[127.0.0.1]:80",
      "fe80::1%eth0",
      "[fe80::1%eth0]:80",
      "http://host",
      "user@host",
      "host/",
      "host\n",
      "\x1b[31mhost",
    ]
  ) assertEquals(parseEndpoint(text, DEFAULT_PORT), undefined, JSON.stringify(text));
});

Deno.test("`formatEndpoint()` writes what `parseEndpoint()` reads", () => {
  assertEquals(formatEndpoint({ hostname: "10.0.0.7", port: 8888 }), "10.0.0.7:8888");
  assertEquals(formatEndpoint({ hostname: "::1", port: 8888 }), "[::1]:8888");
  const host = fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain());
  fc.assert(
    fc.property(host, fc.integer({ min: 1, max: 65535 }), (hostname, port) => {
      assertEquals(parseEndpoint(formatEndpoint({ hostname, port }), 1), { hostname, port });
    }),
  );
});

Deno.test("`parseEndpoint()` and `parseIP()` never throw, and `resolveEndpoint()` takes their addresses", async () => {
  const near = fc.string({ unit: fc.constantFrom(..."0123456789abcdef:.%[]-x"), maxLength: 24 });
  await fc.assert(
    fc.asyncProperty(fc.oneof(near, anyText(10), fc.ipV6()), async (text) => {
      const endpoint = parseEndpoint(text, DEFAULT_PORT);
      const address = endpoint && parseIP(endpoint.hostname);
      if (endpoint === undefined || address === undefined) return;
      const [first] = await resolveEndpoint(endpoint);
      const { hostname, port } = first!;
      assertEquals(port, endpoint.port);
      assertEquals(parseIP(hostname), hostname);
    }),
    { numRuns: 200 },
  );
});

Deno.test("`resolveEndpoint()` brings an address into the form that a sender's has", async () => {
  const rows: [string, string][] = [
    ["10.0.0.7", "10.0.0.7"],
    ["2001:DB8:0:0:0:0:0:7", "2001:db8::7"],
    ["::1", "::1"],
    ["0:0:0:0:0:0:0:1", "::1"],
    ["::ffff:10.0.0.7", "10.0.0.7"],
    ["::FFFF:a00:107", "10.0.1.7"],
  ];
  for (const [hostname, expected] of rows) {
    assertEquals(await resolveEndpoint({ hostname, port: 1 }), [{ hostname: expected, port: 1 }]);
  }
});

Deno.test("`resolveEndpoint()` takes the address of every address for this machine's loopback", async () => {
  for (const [hostname, expected] of [["0.0.0.0", "127.0.0.1"], ["::", "::1"], ["0::0", "::1"]]) {
    const resolved = await resolveEndpoint({ hostname: hostname ?? "", port: 1 });
    assertEquals(resolved, [{ hostname: expected ?? "", port: 1 }]);
  }
});

Deno.test("`resolveEndpoint()` takes this machine's own names for both of its loopback addresses", async () => {
  for (const hostname of ["localhost", "LocalHost.", "chat.localhost"]) {
    assertEquals(await resolveEndpoint({ hostname, port: 7 }), [
      { hostname: "127.0.0.1", port: 7 },
      { hostname: "::1", port: 7 },
    ]);
  }
});

Deno.test("`resolveEndpoint()` rejects a host that has no address", async () => {
  await assertRejects(
    () => resolveEndpoint({ hostname: "no-such-host.invalid", port: 7 }),
    Deno.errors.NotFound,
    "Cannot find the host no-such-host.invalid",
  );
});

Deno.test("`resolveEndpoint()` gives the address that an answer comes from", async () => {
  for (const [listens, asked] of [["127.0.0.1", "::ffff:127.0.0.1"], ["0.0.0.0", "0.0.0.0"]]) {
    const server = Deno.listenDatagram({ transport: "udp", hostname: listens ?? "", port: 0 });
    const { port } = server.addr as Deno.NetAddr;
    const [endpoint] = await resolveEndpoint({ hostname: asked ?? "", port });
    assert(endpoint !== undefined);
    const client = bindToward(endpoint);
    await client.send(Uint8Array.of(1), { transport: "udp", ...endpoint });
    const [datagram, from] = await within(server.receive(), "the question");
    await server.send(datagram, from);
    const [, answerer] = await within(client.receive(), "the answer");
    const { hostname } = answerer as Deno.NetAddr;
    assertEquals({ hostname, port }, endpoint);
    server.close();
    client.close();
  }
});

Deno.test("`reachableAddresses()` of one address is that address", () => {
  const interfaces = [{ address: "127.0.0.1" }, { address: "10.0.0.7" }];
  for (const hostname of ["127.0.0.1", "10.0.0.7", "::1"]) {
    assertEquals(reachableAddresses(hostname, interfaces), [hostname]);
  }
});

Deno.test("`reachableAddresses()` of every address are the interfaces', loopback last", () => {
  const interfaces = [
    { address: "127.0.0.1" },
    { address: "::1" },
    { address: "10.0.0.7" },
    { address: "fe80::1" },
    { address: "FEBF::1" },
    { address: "2001:db8::7" },
    { address: "192.168.1.7" },
    { address: "10.0.0.7" },
  ];
  assertEquals(reachableAddresses("0.0.0.0", interfaces), ["10.0.0.7", "192.168.1.7", "127.0.0.1"]);
  assertEquals(reachableAddresses("::", interfaces), [
    "10.0.0.7",
    "2001:db8::7",
    "192.168.1.7",
    "127.0.0.1",
    "::1",
  ]);
  assertEquals(reachableAddresses("0.0.0.0", []), []);
});
