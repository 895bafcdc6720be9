/**
 * Milliseconds on a clock that nobody sets: protocols run on it, since the time of day may jump. It began at
 * the time of day of this thread's start, in milliseconds since 1970, and goes on from there.
 */
export function steadyNow(): number {
  return performance.timeOrigin + performance.now();
}

/** Milliseconds by which the clocks may differ more than before: less is the coarseness of their steps. */
const TOLERANCE = 100;

/**
 * Makes what gives the time of day, in milliseconds since 1970, for a time of {@link steadyNow}. The same time
 * gives the same result, until the clock of the day is set.
 */
export function wallClock(): (time: number) => number {
  let ahead = -Infinity;
  return (time) => {
    const difference = Date.now() - steadyNow();
    if (Math.abs(difference - ahead) > TOLERANCE) ahead = difference;
    return time + ahead;
  };
}
