/** The local time as 17:05. */
export function clockTime(at: number): string {
  const time = new Date(at);
  return [time.getHours(), time.getMinutes()].map((part) => `${part}`.padStart(2, "0")).join(":");
}

/** What two times of one local day have in common. */
export function dayOf(at: number): string {
  return new Date(at).toDateString();
}

/** Local date and time, such as 2026-01-31 17:05:09: the Swedish locale writes what ISO 8601 does. */
export function formatTime(at: number): string {
  return new Date(at).toLocaleString("sv-SE");
}
