import type { Fact } from "../lesson.ts";
import { ALGORITHMS } from "./algorithms.ts";
import type { Plan, Run } from "./measure.ts";
import { add, NOTHING } from "./prime_sum.ts";
import type { Texts } from "./texts.ts";

/** Up to this limit the sieve checks the other algorithms: it needs a tenth of a second. */
const CHECKED = 1e8;

/** What has to be true of the result. */
export function verify(runs: readonly Run[], plan: Plan, texts: Texts): Fact[] {
  const [first] = runs;
  const partsAddUp = {
    holds: runs.every(({ parts, sum, count }) => {
      const total = parts.reduce(add, NOTHING);
      return total.sum === sum && total.count === count;
    }),
    text: texts.partsAddUp,
  };
  const agree = {
    holds: runs.every(({ sum, count }) => sum === first?.sum && count === first.count),
    text: texts.agree,
  };
  const facts = [partsAddUp, agree];
  if (plan.algorithm === "sieve" || plan.limit > CHECKED) return facts;
  const known = ALGORITHMS.sieve(0, plan.limit).sum;
  return [...facts, { holds: first?.sum === known, text: texts.known }];
}
