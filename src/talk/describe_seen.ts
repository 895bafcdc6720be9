import { makeVisible } from "../base/mod.ts";
import type { Reply } from "../client/mod.ts";
import { formatDuration, type Messages } from "../language/mod.ts";

type Seen = Extract<Reply, { readonly kind: "seen" }>;

/** Who has everything, who is how far behind, and of whom nobody knows; a line each. */
export function describeSeen({ members, count }: Seen, messages: Messages): string[] {
  const { seenAll, seenBehind, seenUnknown, memberAway, memberCount } = messages;
  const all: string[] = [];
  const unknown: string[] = [];
  const elsewhere: string[] = [];
  const behind: string[] = [];
  for (const member of members) {
    const visible = makeVisible(member.name, " ");
    const name = member.isAway ? memberAway(visible) : visible;
    if (member.behind === undefined) {
      (member.dialect === "classic" ? unknown : elsewhere).push(name);
    } else if (member.behind === 0) all.push(name);
    else behind.push(seenBehind(name, member.behind, formatDuration(member.lag ?? 0)));
  }
  return [
    ...(all.length > 0 ? [seenAll(all)] : []),
    ...behind,
    ...(unknown.length > 0 ? [seenUnknown(unknown)] : []),
    ...(elsewhere.length > 0 ? [messages.seenElsewhere(elsewhere)] : []),
    // Only so many are listed.
    ...(members.length < count ? [memberCount(count)] : []),
  ];
}
