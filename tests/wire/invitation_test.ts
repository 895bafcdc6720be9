import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  formatInvitation,
  formatRoomPart,
  type Invitation,
  looksLikeInvitation,
  parseInvitation,
  parseRoomPart,
} from "../../src/wire/invitation.ts";

const HASH = Uint8Array.from({ length: 16 }, (_, index) => 16 * index + 15);
const TEXT = "Dx8vP09fb3-Pn6-_z9_v_w";

Deno.test("`formatInvitation()` is a link that a shell and a chat take as one word", () => {
  const at = (hostname: string, secret?: string) =>
    formatInvitation({
      hostname,
      port: 8888,
      keyHash: HASH,
      ...(secret === undefined ? {} : { secret }),
    });
  assertEquals(at("10.0.0.7"), `chatroom://10.0.0.7:8888/${TEXT}`);
  assertEquals(at("::1"), `chatroom://[::1]:8888/${TEXT}`);
  assertEquals(at("a.example", "legal winner"), `chatroom://a.example:8888/${TEXT}.legal%20winner`);
  assertEquals(
    at("a.example", "é.(~'!*)"),
    `chatroom://a.example:8888/${TEXT}.%C3%A9%2E%28%7E%27%21%2A%29`,
  );
  // Two ways to write a letter are one secret.
  assertEquals(at("a.example", "e\u0301"), at("a.example", "\u00e9"));
});

const invitations: fc.Arbitrary<Invitation> = fc.record({
  hostname: fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain(), fc.constant("服务器")),
  port: fc.integer({ min: 1, max: 65535 }),
  keyHash: fc.uint8Array({ minLength: 16, maxLength: 16 }),
  secret: fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 }).map((text) =>
    text.normalize("NFC")
  ),
}, { requiredKeys: ["hostname", "port", "keyHash"] });

Deno.test("`parseInvitation()` reads what `formatInvitation()` writes", () => {
  fc.assert(fc.property(invitations, (invitation) => {
    const link = formatInvitation(invitation);
    assert(looksLikeInvitation(link));
    assertEquals({ ...parseInvitation(link) as Invitation }, { ...invitation });
  }));
});

Deno.test("`parseInvitation()` is an invitation or a fault for any text", () => {
  const parts = fc.constantFrom(
    "chatroom://",
    "a:1",
    "[::1]",
    "/",
    TEXT,
    ".",
    "%",
    "%E4",
    "é",
    ":",
  );
  const texts = fc.oneof(fc.string(), fc.array(parts).map((all) => all.join("")));
  fc.assert(fc.property(texts, (text) => {
    const parsed = parseInvitation(text);
    if (typeof parsed === "string") return;
    assertEquals(parseInvitation(formatInvitation(parsed)), parsed);
  }));
});

Deno.test("`parseInvitation()` gives the reason for which a link is none", () => {
  const faults = {
    "scheme": ["", "10.0.0.7:8888", `http://a:1/${TEXT}`, `chatroom:/a:1/${TEXT}`],
    "address": [
      ...["chatroom://", `chatroom:///${TEXT}`, `chatroom://a/${TEXT}`, `chatroom://a:0/${TEXT}`],
      ...[`chatroom://a:65536/${TEXT}`, `chatroom://::1:1/${TEXT}`, `chatroom://[a]:1/${TEXT}`],
      ...[
        `chatroom://u@a:1/${TEXT}`,
        `chatroom://[::1%eth0]:1/${TEXT}`,
        `chatroom://a b:1/${TEXT}`,
      ],
    ],
    "key": [
      ...["chatroom://a:1", "chatroom://a:1/", "chatroom://a:1/.secret", `chatroom://a:1/${TEXT}A`],
      // Cut by a letter, and other bits behind the last byte.
      ...[`chatroom://a:1/${TEXT.slice(1)}`, `chatroom://a:1/${TEXT.slice(0, -1)}x`],
      ...[`chatroom://a:1/${TEXT}==`, `chatroom://a:1/${TEXT}/`, `chatroom://a:1/${TEXT}?x`],
    ],
    "secret": [
      ...[`chatroom://a:1/${TEXT}.`, `chatroom://a:1/${TEXT}.%`, `chatroom://a:1/${TEXT}.%FF`],
      ...[`chatroom://a:1/${TEXT}.a b`, `chatroom://a:1/${TEXT}.é`, `chatroom://a:1/${TEXT}.a#b`],
    ],
    "too-long": [`chatroom://a:1/${TEXT}.${"x".repeat(9000)}`],
  };
  for (const [fault, texts] of Object.entries(faults)) {
    for (const text of texts) assertEquals<unknown>(parseInvitation(text), fault, text);
  }
});

Deno.test("`parseRoomPart()` reads what `formatRoomPart()` writes, which is the end of the link", () => {
  for (const secret of [undefined, "legal winner", "\u00e9.(~'!*)#/?"]) {
    const room = { keyHash: HASH, ...secret !== undefined && { secret } };
    const part = formatRoomPart(room);
    assertEquals(parseRoomPart(part), room);
    const link = formatInvitation({ hostname: "10.0.0.7", port: 1, ...room });
    assertEquals(link, `chatroom://10.0.0.7:1/${part}`);
    // All of it is left alone by a browser that has it in a fragment.
    assertEquals(new URL(`http://10.0.0.7/#${part}`).hash, `#${part}`);
  }
  for (const [text, fault] of [["", "key"], [`${TEXT}x`, "key"], [`${TEXT}.`, "secret"]] as const) {
    assertEquals(parseRoomPart(text), fault);
  }
});

Deno.test("`parseInvitation()` takes the scheme in any case", () => {
  const link = `Chatroom://10.0.0.7:1/${TEXT}.%e8%8c%b6`;
  assertEquals(parseInvitation(link), {
    hostname: "10.0.0.7",
    port: 1,
    keyHash: HASH,
    secret: "茶",
  });
});
