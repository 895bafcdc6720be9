import { assertEquals } from "@std/assert";
import type { ClientEvent } from "../../src/client/mod.ts";
import { type SeatEvent, seatEvents } from "../../src/client/seat_events.ts";

Deno.test("`seatEvents()` names what happens by its kind, and leaves out what promises tell", () => {
  const whisper = { from: "Ada", to: "Bob", text: "psst", at: 3 };
  const entries = [{ kind: "enter", name: "Ada", index: 0, at: 1 }, {
    kind: "close",
    index: 1,
    at: 2,
  }] as const;
  const back = { name: "Ada", isNewRoom: true, since: 4 };
  const pairs: [ClientEvent, readonly SeatEvent[]][] = [
    [{ type: "entries", entries, bytes: 40 }, entries],
    [{ type: "whisper", whisper }, [{ kind: "whisper", ...whisper }]],
    [{ type: "topic", text: "tea" }, [{ kind: "topic-now", text: "tea" }]],
    [{ type: "text", text: "hi", isEcho: false }, [{ kind: "text", text: "hi", isEcho: false }]],
    [{ type: "away" }, [{ kind: "away" }]],
    [{ type: "back", ...back }, [{ kind: "back", ...back }]],
    [{ type: "refused", name: "Ada", reason: "taken" }, [{ kind: "refused", reason: "taken" }]],
    [{ type: "missed", count: 2 }, [{ kind: "missed", count: 2 }]],
    [{ type: "presence", present: false }, [{ kind: "presence", present: false }]],
    [{ type: "slowed", perSecond: 10 }, [{ kind: "slowed", perSecond: 10 }]],
    [{ type: "reply", id: 1, answer: { kind: "done" } }, []],
    [{ type: "too-long", text: "..." }, []],
  ];
  for (const [event, expected] of pairs) assertEquals(seatEvents(event), expected);
});
