/** The work that every thread of this lesson does: the sum of the numbers from 1 to `last`. */
export function addUp(last: number): number {
  let sum = 0;
  for (let number = 1; number <= last; number++) sum += number;
  return sum;
}
