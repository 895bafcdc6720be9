import { assertEquals } from "@std/assert";
import type { ClientEvent } from "../../src/client/mod.ts";
import { type SeatEvent, seatEvents } from "../../src/client/seat_events.ts";

Deno.test("`seatEvents()` names what happens by its kind, and leaves out what promises tell", () => {
  const whisper = { from: "Ada", sender: "1", to: "Bob", text: "psst", at: 3 };
  const entries = [{ kind: "enter", name: "Ada", index: 0, at: 1 }, {
    kind: "close",
    index: 1,
    at: 2,
  }] as const;
  const back = { name: "Ada", isNewRoom: true, since: 4 };
  const pairs: [ClientEvent, readonly SeatEvent[]][] = [
    [{ kind: "entries", entries, bytes: 40 }, entries],
    [{ kind: "whisper", whisper, isOwn: false }, [{ kind: "whisper", ...whisper }]],
    [{ kind: "topic", text: "tea" }, [{ kind: "topic-now", text: "tea" }]],
    [{ kind: "text", text: "hi", isEcho: false }, [{ kind: "text", text: "hi", isEcho: false }]],
    [{ kind: "away" }, [{ kind: "away" }]],
    [{ kind: "back", ...back }, [{ kind: "back", ...back }]],
    [{ kind: "refused", name: "Ada", reason: "taken" }, [{ kind: "refused", reason: "taken" }]],
    [{ kind: "missed", count: 2 }, [{ kind: "missed", count: 2 }]],
    [{ kind: "presence", present: false }, [{ kind: "presence", present: false }]],
    [{ kind: "slowed", perSecond: 10 }, [{ kind: "slowed", perSecond: 10 }]],
    [{ kind: "reply", id: 1, reply: { kind: "done" } }, []],
    [{ kind: "too-long", text: "..." }, []],
  ];
  for (const [event, expected] of pairs) assertEquals(seatEvents(event), expected);
});
