import { assertEquals } from "@std/assert";
import { nearestOf } from "../../../src/server/cluster/nearest.ts";

Deno.test("`nearestOf()` gives the addresses in the member's network first, the best of each server before the second", () => {
  const servers = [
    ["172.17.0.1:8888", "10.0.0.7:8888", "127.0.0.1:8888"],
    ["10.0.0.8:8888"],
    ["192.168.1.9:9000", "[fd00::9]:9000"],
  ];
  assertEquals(nearestOf(servers, "10.0.0.20:41000"), [
    "10.0.0.7:8888",
    "10.0.0.8:8888",
    "192.168.1.9:9000",
    "172.17.0.1:8888",
  ]);
  assertEquals(nearestOf(servers, "[fd00::1]:41000"), ["[fd00::9]:9000"]);
  assertEquals(nearestOf([], "10.0.0.20:41000"), []);
});
