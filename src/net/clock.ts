/**
 * Milliseconds on a clock that nobody sets: protocols run on it, since the time of day may jump. It began at
 * the time of day of this thread's start, in milliseconds since 1970, and goes on from there.
 */
export function steadyNow(): number {
  return performance.timeOrigin + performance.now();
}

/** The time of day, in milliseconds since 1970, for a time of {@link steadyNow}: for people to read. */
export function wallTime(time: number): number {
  return time + Date.now() - steadyNow();
}
