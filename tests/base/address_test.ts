import { assertEquals } from "@std/assert";
import { parseSocketAddress } from "../../src/base/mod.ts";

Deno.test("`parseSocketAddress()` takes IP addresses with a port, and nothing else", () => {
  const good = { "10.0.0.7:8888": ["10.0.0.7", 8888], "[fd00::1]:1": ["fd00::1", 1] } as const;
  for (const [text, [hostname, port]] of Object.entries(good)) {
    assertEquals(parseSocketAddress(text), { hostname, port });
  }
  const bad = ["", "10.0.0.7", "10.0.0.7:0", "10.0.0.7:65536", "10.0.0.256:1", "host:1", "1.2.3:4"];
  for (const text of [...bad, "fd00::1:1", "[fd00::1]", "[1.2.3.4]:5", "[::g]:1", "[1:2]:3"]) {
    assertEquals(parseSocketAddress(text), undefined, text);
  }
});
