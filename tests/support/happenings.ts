/** Happenings for property tests. */

import fc from "fast-check";
import type { Happening, LeaveReason, MuteReason } from "../../src/room/mod.ts";
import { anyText } from "./texts.ts";

/** Every reason, so that the compiler misses none. */
const REASONS: Readonly<Record<LeaveReason, true>> = {
  banned: true,
  idle: true,
  kicked: true,
  left: true,
  lost: true,
  renamed: true,
  slow: true,
};

export const LEAVE_REASONS = Object.keys(REASONS) as LeaveReason[];

/** Anything that can happen in a room, with texts of any code points. */
export function anyHappening(maxLength: number): fc.Arbitrary<Happening> {
  const name = anyText(8);
  const text = anyText(maxLength);
  const reason = fc.constantFrom(...LEAVE_REASONS);
  const by = anyText(8);
  const muteReason = fc.constantFrom<MuteReason[]>("told", "flood");
  const until = fc.integer({ min: -8.64e15, max: 8.64e15 });
  return fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant("say"), name, text }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("enter"), name }) },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant("leave"), name, reason, by }, {
        requiredKeys: ["kind", "name", "reason"],
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("act"), name, text }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("rename"), name, to: name }) },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant("topic"), text, by }, {
        requiredKeys: ["kind", "text"],
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constantFrom("op", "deop", "unmute"), name, by }, {
        requiredKeys: ["kind", "name"],
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant("mute"), name, by, reason: muteReason, until }, {
        requiredKeys: ["kind", "name", "reason"],
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("announce"), text }) },
    { weight: 1, arbitrary: fc.constant({ kind: "close" as const }) },
  );
}
