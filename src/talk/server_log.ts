import { paintNotice, paintText } from "./paint.ts";
import { formatTime } from "./time.ts";
import { describeEntry, type Messages } from "../language/mod.ts";
import type { ServerEvent } from "../server/mod.ts";
import { type Terminal } from "../terminal/mod.ts";
import { makeVisible } from "../base/mod.ts";

/** What the operator sees of the server's events. */
export class ServerLog {
  constructor(readonly terminal: Terminal, readonly messages: Messages) {}

  add(event: ServerEvent): void {
    switch (event.kind) {
      case "refused": {
        const name = makeVisible(abbreviate(event.name), " ");
        const why = this.messages.refusal[event.reason];
        return this.#line(event.at, this.messages.refused(name, why), event.address);
      }
      case "not-kept":
        return this.#print(describeKeeping(event, this.messages));
      case "no-page":
        return this.#print(this.messages.pageFault(event.why));
      case "stalled":
        return this.#print(
          event.why === undefined ? this.messages.goesOn : this.messages.serversStalled(event.why),
        );
      case "skipped":
        return this.#print(this.messages.skipped(event.count));
      case "entry": {
        const { entry, address } = event;
        const { prefix, text } = describeEntry(entry, this.messages);
        if (entry.kind === "say" || entry.kind === "act") {
          this.terminal.print(paintText(prefix + text, true));
        } else if (entry.kind !== "announce" && entry.kind !== "close") {
          // Some of it is a member's own words.
          this.#line(entry.at, makeVisible(prefix + text, " "), address);
        }
      }
    }
  }

  #line(at: number, text: string, address: string | undefined): void {
    const line = `${formatTime(at)} ${text}${address === undefined ? "" : ` (${address})`}`;
    this.#print(line);
  }

  #print(line: string): void {
    this.terminal.print(this.terminal.interactive ? paintNotice(line) : line);
  }
}

/** Whether what happens can be kept, in words. */
export function describeKeeping(
  { why }: Extract<ServerEvent, { kind: "not-kept" }>,
  messages: Messages,
): string {
  return why === undefined ? messages.keptAgain : messages.notKept(why);
}

/** A name that somebody was refused for can be as long as a datagram. */
function abbreviate(name: string): string {
  return name.length > 64 ? `${name.slice(0, 64)}…` : name;
}
