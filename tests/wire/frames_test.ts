import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  ByteReader,
  ByteWriter,
  CLOSE_BYTES,
  decodeFrames,
  type Frame,
  ProtocolError,
  RANGE_LIMIT,
  REASON_LIMIT,
  STREAM_BYTES,
  STREAM_COUNT,
  WINDOW_BYTES,
  writeAck,
  writeClose,
  writePing,
  writeStreamHeader,
  writeWindow,
} from "../../src/wire/mod.ts";

const LARGEST = Number.MAX_SAFE_INTEGER;

const stream = fc.nat(STREAM_COUNT - 1);

/** Ranges as an acknowledgement has them: the highest first, with a gap of at least one number between. */
const ranges = fc.array(fc.tuple(fc.nat(2 ** 32), fc.nat(2 ** 40)), {
  minLength: 1,
  maxLength: RANGE_LIMIT,
}).map((distances) => {
  const ascending: [number, number][] = [];
  let next = 0;
  for (const [gap, length] of distances) {
    ascending.push([next + gap, next + gap + length]);
    next += gap + length + 2;
  }
  return ascending.reverse();
});

const frame: fc.Arbitrary<Frame> = fc.oneof(
  fc.constant({ kind: "ping" } as const),
  fc.record({ kind: fc.constant("ack" as const), delay: fc.maxSafeNat(), ranges }),
  fc.record({ kind: fc.constant("window" as const), stream, limit: fc.maxSafeNat() }),
  fc.record({
    kind: fc.constant("stream" as const),
    stream,
    offset: fc.maxSafeNat(),
    bytes: fc.uint8Array({ maxLength: 1200 }),
  }),
  fc.record({
    kind: fc.constant("close" as const),
    session: fc.maxSafeNat(),
    reason: fc.string({ unit: "binary", maxLength: REASON_LIMIT / 4 }),
  }),
);

function write(writer: ByteWriter, frame: Frame): void {
  switch (frame.kind) {
    case "ping":
      return writePing(writer);
    case "ack": {
      const ascending = frame.ranges.toReversed().map(([first, last]) =>
        [first, last + 1] as const
      );
      return writeAck(writer, ascending, frame.delay);
    }
    case "window":
      return writeWindow(writer, frame.stream, frame.limit);
    case "stream":
      writeStreamHeader(writer, frame.stream, frame.offset, frame.bytes.length);
      return writer.bytes(frame.bytes);
    case "close":
      return writeClose(writer, frame.session, frame.reason);
  }
}

function written(frames: readonly Frame[]): Uint8Array {
  const writer = new ByteWriter(new Uint8Array(20_000));
  for (const each of frames) write(writer, each);
  return writer.target.subarray(0, writer.position);
}

function decode(bytes: Uint8Array): Frame[] {
  return decodeFrames(new ByteReader(bytes));
}

Deno.test("`decodeFrames()` reads what was written, whatever frames it was", () => {
  fc.assert(fc.property(fc.array(frame, { maxLength: 8 }), (frames) => {
    assertEquals(decode(written(frames)), frames);
  }));
});

Deno.test("`decodeFrames()` throws nothing but a ProtocolError, for any bytes", () => {
  const anyBytes = fc.oneof(
    fc.uint8Array({ maxLength: 100 }),
    fc.tuple(fc.array(frame, { minLength: 1, maxLength: 3 }), fc.nat(), fc.nat(255)).map(
      ([frames, at, value]) => {
        const bytes = written(frames).slice(0, 300);
        bytes[at % bytes.length] = value;
        return bytes;
      },
    ),
  );
  let refused = 0;
  fc.assert(
    fc.property(anyBytes, (bytes) => {
      try {
        for (const each of decode(bytes)) {
          if (each.kind === "ack") {
            assert(each.ranges.every(([first, last]) => 0 <= first && first <= last));
          }
        }
      } catch (error) {
        assert(error instanceof ProtocolError, `${error}`);
        refused++;
      }
    }),
    { numRuns: 5000 },
  );
  assert(refused > 100);
});

Deno.test("`decodeFrames()` passes over padding, wherever it is", () => {
  assertEquals(decode(Uint8Array.of(0, 0, 1, 0, 1, 0)), [{ kind: "ping" }, { kind: "ping" }]);
  assertEquals(decode(new Uint8Array(1000)), []);
});

Deno.test("`decodeFrames()` refuses frames that are cut, unknown or out of bounds", () => {
  const refused: [number[], string][] = [
    [[0x07], "Cannot read a frame: its type is 7"],
    [[0x13, 0, 0], "Cannot read a frame: its type is 19"],
    [[0x10, 0, 5, 1, 2], "Cannot read 5 bytes: 2 are left"],
    [[0x03, 3, 0], "Cannot read a frame: stream 3"],
    [[0x02, 0, 0], "Cannot read 0 ranges"],
    [[0x02, 0, 33], "Cannot read 33 ranges"],
    [[0x02, 0, 1, 4, 5], "Cannot read a range: it begins below 0"],
    [[0x02, 0, 2, 4, 1, 2, 0], "Cannot read a range: it begins below 0"],
    [[0x04, 0, 0, 0, 0, 0, 0, 1, 0x40, 101], "Cannot read a reason of 101 bytes"],
    [[0x04, 0, 0, 0, 0, 0, 0, 1, 1, 0xff], "Cannot read a reason: not UTF-8"],
  ];
  for (const [bytes, message] of refused) {
    assertThrows(() => decode(Uint8Array.from(bytes)), ProtocolError, message);
  }
});

Deno.test("Frames are no longer than the constants say", () => {
  const size = (frame: Frame) => written([frame]).length;
  assertEquals(size({ kind: "window", stream: 2, limit: LARGEST }), WINDOW_BYTES);
  const session = LARGEST;
  assertEquals(size({ kind: "close", session, reason: "x".repeat(REASON_LIMIT) }), CLOSE_BYTES);
  const bytes = new Uint8Array(1200);
  assertEquals(size({ kind: "stream", stream: 2, offset: LARGEST, bytes }), STREAM_BYTES + 1200);
});
