/** Happenings for property tests. */

import fc from "fast-check";
import type { Happening, LeaveReason } from "../../src/room/mod.ts";
import { anyText } from "./texts.ts";

/** Every reason, so that the compiler misses none. */
const REASONS: Readonly<Record<LeaveReason, true>> = {
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
  return fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant("say"), name, text }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("enter"), name }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("leave"), name, reason }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("announce"), text }) },
    { weight: 1, arbitrary: fc.constant({ kind: "close" as const }) },
  );
}
