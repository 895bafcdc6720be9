import { assertEquals } from "@std/assert";
import { parseTime } from "../../src/cli/arguments/time.ts";

const NOW = new Date(2026, 10, 25, 16, 45, 30, 500).getTime();
const at = (...parts: [number, number, number, number?, number?, number?]) =>
  new Date(parts[0], parts[1] - 1, ...parts.slice(2)).getTime();

Deno.test("`parseTime()` takes days, times of day, both, and durations from now", () => {
  const rows: [string, number, number][] = [
    ["2026-11-25", at(2026, 11, 25), at(2026, 11, 26)],
    ["2024-02-29", at(2024, 2, 29), at(2024, 3, 1)],
    ["2026-11-25 14:30", at(2026, 11, 25, 14, 30), at(2026, 11, 25, 14, 31)],
    ["2026-11-25T14:30:05", at(2026, 11, 25, 14, 30, 5), at(2026, 11, 25, 14, 30, 6)],
    ["14:30", at(2026, 11, 25, 14, 30), at(2026, 11, 25, 14, 31)],
    ["9:05", at(2026, 11, 25, 9, 5), at(2026, 11, 25, 9, 6)],
    ["23:59:59", at(2026, 11, 25, 23, 59, 59), at(2026, 11, 26)],
    ["2h", NOW - 7_200_000, NOW - 7_200_000],
    ["30 minutes", NOW - 1_800_000, NOW - 1_800_000],
  ];
  for (const [text, start, end] of rows) assertEquals(parseTime(text, NOW), { start, end }, text);
});

Deno.test("`parseTime()` takes nothing else", () => {
  const texts = [
    "",
    "now",
    "2",
    "-2h",
    "25:00",
    "14:60",
    "14:30:60",
    "14",
    "2026-13-01",
    "2026-02-30",
  ];
  const more = [
    "2026-11",
    "2026-11-2514:30",
    "2026-11-25 ",
    "2026-11-25 2h",
    "14:30 2026-11-25",
    "0s",
  ];
  for (const text of [...texts, ...more]) assertEquals(parseTime(text, NOW), undefined, text);
});
