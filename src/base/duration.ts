import ms from "ms";

const DAY = 86_400_000;

/**
 * Milliseconds of a duration such as `30m`: a number and its unit. Undefined for any other text, and for a
 * duration out of range.
 *
 * @param least fewest milliseconds, a second by default
 * @param most most milliseconds, a year by default
 */
export function parseDuration(text: string, least = 1000, most = 365 * DAY): number | undefined {
  if (!/^\d+(?:\.\d+)?\s*[a-z]+$/i.test(text)) return undefined;
  const duration = ms(text);
  return duration !== undefined && duration >= least && duration <= most ? duration : undefined;
}
