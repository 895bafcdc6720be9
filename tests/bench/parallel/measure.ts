import { median } from "../support.ts";

/** A measurement: gives microseconds per operation each time it is called. */
export interface Measurement {
  readonly name: string;
  once(): Promise<number>;
}

/** The medians of several rounds, each of which takes every measurement once, so that all share the noise. */
export async function medians(
  measurements: readonly Measurement[],
  rounds: number,
): Promise<Map<string, number>> {
  const samples = new Map<string, number[]>(measurements.map(({ name }) => [name, []]));
  // The first round warms everything up and doesn't count.
  for (let round = 0; round <= rounds; round++) {
    for (const { name, once } of measurements) {
      const value = await once();
      if (round > 0) samples.get(name)?.push(value);
    }
  }
  return new Map([...samples].map(([name, values]) => [name, median(values)]));
}

/** Microseconds per operation of something that does `count` of them. */
export async function perOperation(count: number, run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return (performance.now() - start) * 1000 / count;
}
