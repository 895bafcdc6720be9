import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { openRoomSeal, sealRoom } from "../../../src/server/cluster/room_seal.ts";
import { StoreError } from "../../../src/store/mod.ts";
import { Random } from "../../support/random.ts";
import { PRIMITIVES } from "../../support/secure.ts";

const bytes = (seed: number) => new Random(seed).bytes(32);
const IDENTITY = { id: "0123456789abcdef", key: bytes(1) };

function sealed(secret: Uint8Array): Uint8Array {
  const random = new Random(7);
  return sealRoom(IDENTITY, secret, PRIMITIVES, (count) => random.bytes(count));
}

Deno.test("`openRoomSeal()` gives the room's key to those who have the secret, and nobody else", () => {
  const message = sealed(bytes(2));
  assertEquals(openRoomSeal(message, bytes(2), PRIMITIVES), IDENTITY);
  const fault = assertThrows(() => openRoomSeal(message, bytes(3), PRIMITIVES), StoreError);
  assertEquals(fault.message, "Cannot open the room's key: the cluster's secret is another one");
});

Deno.test("`openRoomSeal()` throws nothing but a StoreError, for any message", () => {
  const message = sealed(bytes(2));
  fc.assert(fc.property(fc.nat(message.length - 1), fc.nat(255), (at, value) => {
    const changed = message.with(at, value);
    if (value === message[at]) return;
    try {
      assertEquals(openRoomSeal(changed, bytes(2), PRIMITIVES).key.length, 32);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
    }
  }));
  fc.assert(fc.property(fc.uint8Array(), (message) => {
    assertThrows(() => openRoomSeal(message, bytes(2), PRIMITIVES), StoreError);
  }));
});
