/**
 * How many times as much as usual the long tests do, a whole number from 1: more seeds, datagrams and runs. The
 * tests of the newest Deno in `.ci/run` do eight times as much; set TEST_SCALE for a longer run by hand.
 */
export const SCALE = Number(Deno.env.get("TEST_SCALE") ?? 1);
