import { green, red, yellow } from "@std/fmt/colors";
import { makeVisible } from "../../base/mod.ts";
import type { Advised, DoctorTexts } from "../../language/mod.ts";
import { widthOf } from "../../terminal/mod.ts";

/** What was looked at. */
export type Check =
  | "interface"
  | "multicast"
  | "rooms"
  | "answer"
  | "web"
  | "datagrams"
  | "group"
  | "clock"
  | "files"
  | "waiting";

const VERDICTS = { ok: green, warning: yellow, fault: red } as const;

export type Verdict = keyof typeof VERDICTS;

/** One thing that was found out. */
export interface Finding {
  readonly check: Check;
  readonly verdict: Verdict;
  /** What is so, in the person's language, and what to do about it. */
  readonly text: string;
  readonly advice?: string;
  /** The same for programs: names, addresses, numbers. */
  readonly facts?: Readonly<Record<string, string | number>>;
}

type Facts = NonNullable<Finding["facts"]>;

/** All is well. */
export function fine(check: Check, text: string, facts: Facts = {}): Finding {
  return { check, verdict: "ok", text, facts };
}

/** Something that may be meant to be so. */
export function warning(check: Check, advised: Advised, facts: Facts = {}): Finding {
  return { check, verdict: "warning", ...advised, facts };
}

/** Something that keeps people from each other. */
export function fault(check: Check, advised: Advised, facts: Facts = {}): Finding {
  return { check, verdict: "fault", ...advised, facts };
}

/** A finding for people: its verdict, what is so, and what to do. */
export function findingLine({ verdict, text, advice }: Finding, texts: DoctorTexts): string {
  const width = Math.max(...Object.values(texts.verdict).map(widthOf));
  const word = texts.verdict[verdict];
  const gap = " ".repeat(width - widthOf(word) + 2);
  const whole = advice === undefined ? text : texts.withAdvice(text, advice);
  // Rooms and interfaces are called whatever somebody likes.
  return `${VERDICTS[verdict](word)}${gap}${makeVisible(whole, " ")}`;
}

/** A finding for programs: one JSON object in one line. */
export function findingJson({ check, verdict, text, advice, facts }: Finding): string {
  return JSON.stringify({ check, verdict, ...facts, text, advice });
}
