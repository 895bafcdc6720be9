import { assert, assertEquals } from "@std/assert";
import { interfaceKind, isPrivate, ownAddresses } from "../../src/net/mod.ts";

Deno.test("`interfaceKind()` tells networks from tunnels and what is virtual, by the names of many systems", () => {
  const kinds = {
    loopback: ["lo"],
    network: ["eth0", "enp3s0", "wlan0", "en0", "Wi-Fi", "Ethernet 2", "left", "bond0"],
    tunnel: ["tun0", "wg0", "utun3", "tailscale0", "ppp0", "ztabcdef01"],
    virtual: ["docker0", "br-0123abcd", "veth12ab", "virbr0", "vEthernet (WSL)", "vboxnet0"],
  };
  for (const [kind, names] of Object.entries(kinds)) {
    const address = kind === "loopback" ? "127.0.0.1" : "10.0.0.7";
    for (const name of names) assertEquals(interfaceKind(name, address), kind, name);
  }
});

Deno.test("`isPrivate()` takes addresses that nobody on the internet sends from, in every form", () => {
  for (
    const address of [
      "10.1.2.3",
      "172.16.0.1",
      "172.31.255.255",
      "192.168.1.1",
      "169.254.1.1",
      "100.64.0.1",
      "127.0.0.2",
      "::1",
      "fd00::7",
      "fe80::1",
      "::ffff:10.0.0.1",
    ]
  ) {
    assert(isPrivate(address), address);
  }
  for (
    const address of ["172.32.0.1", "192.169.0.1", "203.0.113.5", "100.128.0.1", "2001:db8::1"]
  ) {
    assert(!isPrivate(address), address);
  }
});

Deno.test("`ownAddresses()` lists loopback among them, and IPv4 first", () => {
  const own = ownAddresses();
  const loopback = own.find(({ address }) => address === "127.0.0.1");
  assertEquals([loopback?.kind, loopback?.cidr], ["loopback", "127.0.0.1/8"]);
  const families = own.map(({ family }) => family);
  assertEquals(families, families.toSorted());
});
