import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { ByteReader, ByteWriter, ProtocolError } from "../../src/wire/mod.ts";
import { VARINT_BYTES } from "../../src/wire/bytes.ts";

const anyInteger = fc.oneof(
  fc.maxSafeNat(),
  fc.constantFrom(0, 63, 64, 16_383, 16_384, 2 ** 30 - 1, 2 ** 30, 2 ** 32, 2 ** 53 - 1),
);

Deno.test("`ByteWriter.varint()` and `ByteReader.varint()` are each other's inverse, in 1 to 8 bytes", () => {
  fc.assert(
    fc.property(anyInteger, (value) => {
      const writer = new ByteWriter(new Uint8Array(VARINT_BYTES));
      writer.varint(value);
      const expected = value < 2 ** 6 ? 1 : value < 2 ** 14 ? 2 : value < 2 ** 30 ? 4 : 8;
      assertEquals(writer.position, expected);
      const reader = new ByteReader(writer.target, 0, writer.position);
      assertEquals(reader.varint(), value);
      assertEquals(reader.left, 0);
    }),
  );
});

Deno.test("`ByteReader.varint()` reads the examples of RFC 9000, appendix A.1, but for what is too large", () => {
  const read = (...bytes: number[]) => new ByteReader(Uint8Array.from(bytes)).varint();
  assertEquals(read(0x9d, 0x7f, 0x3e, 0x7d), 494_878_333);
  assertEquals(read(0x7b, 0xbd), 15_293);
  assertEquals(read(0x25), 37);
  assertEquals(read(0x40, 0x25), 37);
  assertThrows(
    () => read(0xc2, 0x19, 0x7c, 0x5e, 0xff, 0x14, 0xe8, 0x8c),
    ProtocolError,
    "Cannot read a number",
  );
});

Deno.test("`ByteWriter.uint()` and `ByteReader.uint()` are each other's inverse for 1 to 7 bytes", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 7 }), anyInteger, (length, number) => {
      const value = number % 2 ** (8 * length);
      const writer = new ByteWriter(new Uint8Array(length + 1).fill(0xaa));
      writer.uint(value, length);
      assertEquals([writer.position, writer.target[length]], [length, 0xaa]);
      assertEquals(new ByteReader(writer.target).uint(length), value);
    }),
  );
});

Deno.test("`ByteReader` refuses what goes beyond its end, and has lost nothing by it", () => {
  const reader = new ByteReader(Uint8Array.of(9, 1, 2, 3, 9), 1, 4);
  assertThrows(() => reader.bytes(4), ProtocolError, "Cannot read 4 bytes: 3 are left");
  assertEquals(reader.bytes(3), Uint8Array.of(1, 2, 3));
  assertThrows(() => reader.uint8(), ProtocolError, "Cannot read a byte: the datagram has ended");
});
