import { assertEquals, assertNotEquals } from "@std/assert";
import { decodeHex, encodeHex } from "@std/encoding/hex";
import { Cpace } from "../../src/secure/mod.ts";
import { loadSodium } from "../../src/secure/sodium.ts";
import { generatorOf, keyOf } from "../../src/secure/cpace.ts";
import { noble } from "../../src/secure/noble.ts";
import { Random } from "../support/random.ts";
import file from "./vectors/cpace.json" with { type: "json" };

const sets = async () => [await loadSodium(), noble];

Deno.test("CPace computes what the draft's vectors have, with both sets of primitives", async () => {
  const bytes = (name: keyof typeof file.vectors) => decodeHex(file.vectors[name]);
  for (const primitives of await sets()) {
    const options = { secret: bytes("PRS"), channel: bytes("CI"), session: bytes("sid") };
    const generator = generatorOf(primitives, options);
    assertEquals(generator, bytes("g"));
    assertEquals(primitives.multiply(bytes("ya"), generator), bytes("Ya"));
    assertEquals(primitives.multiply(bytes("yb"), generator), bytes("Yb"));
    const point = primitives.multiply(bytes("ya"), bytes("Yb"));
    assertEquals(point, bytes("K"));
    const [first, second] = [["Ya", "ADa"], ["Yb", "ADb"]] as const;
    const key = keyOf(primitives, options.session, point!, [bytes(first[0]), bytes(first[1])], [
      bytes(second[0]),
      bytes(second[1]),
    ]);
    assertEquals(encodeHex(key).toUpperCase(), file.vectors.ISK_IR);
  }
});

Deno.test("CPace refuses the draft's points that are none", async () => {
  const random = new Random(1);
  for (const primitives of await sets()) {
    const { Valid, ...invalid } = file.points;
    assertEquals(
      primitives.multiply(decodeHex(Valid.s), decodeHex(Valid.X)),
      decodeHex(Valid["G.scalar_mult_vfy(s,X)"]),
    );
    const options = { secret: random.bytes(5), channel: random.bytes(5), session: random.bytes(5) };
    const end = new Cpace(primitives, options, random.bytes(64));
    for (const point of Object.values(invalid)) {
      assertEquals(end.key(decodeHex(point), true), undefined, point);
    }
  }
});

Deno.test("CPace gives both ends one key where secret, channel and session are the same, and else others", async () => {
  const [one, other] = await sets();
  const random = new Random(2);
  for (let count = 0; count < 100; count++) {
    const options = {
      secret: random.bytes(1 + random.below(200)),
      channel: random.bytes(70),
      session: random.bytes(28),
    };
    const first = new Cpace(one!, options, random.bytes(64));
    const run = (changed: Partial<typeof options>) => {
      const second = new Cpace(other!, { ...options, ...changed }, random.bytes(64));
      return [first.key(second.share, true), second.key(first.share, false)];
    };
    const [mine, theirs] = run({});
    assertEquals(mine, theirs);
    for (const part of ["secret", "channel", "session"] as const) {
      const changed = options[part].slice();
      changed[random.below(changed.length)]! ^= 1;
      const [a, b] = run({ [part]: changed });
      assertNotEquals(a, b);
    }
  }
});
