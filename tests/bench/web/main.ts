import { race, type Scenario } from "../fanout/contest.ts";
import { Reliable } from "../fanout/reliable.ts";
import { table } from "../fanout/table.ts";

/** Members at pages, and as many over UDP; one of all speaks. */
const PAGES = 500;

const SHAPE = { bytes: 40, window: 1000 };

const SCENARIOS: readonly Scenario[] = [
  { name: "over UDP", members: PAGES, pages: 0, ...SHAPE },
  { name: "at pages", members: PAGES, pages: PAGES, ...SHAPE },
  { name: "half over UDP, half at pages", members: 2 * PAGES, pages: PAGES, ...SHAPE },
  { name: "over UDP, one message at a time", members: PAGES, pages: 0, bytes: 40, window: 1 },
  { name: "at pages, one message at a time", members: PAGES, pages: PAGES, bytes: 40, window: 1 },
];

/** What a member at a page costs the server, beside one over UDP: pages are WebSockets driven by the same client code. */
export async function benchWeb({ rounds = "3" }: { readonly rounds?: string }): Promise<string[]> {
  if (!(Number(rounds) >= 1)) throw new RangeError(`Cannot measure in ${rounds} rounds`);
  const interruption = new AbortController();
  const interrupt = () => interruption.abort();
  Deno.addSignalListener("SIGINT", interrupt);
  const lines: string[] = [];
  try {
    for (const scenario of SCENARIOS) {
      const systems = [new Reliable("chatroom, in memory", "--memory")];
      const results = await race(scenario, systems, Number(rounds), interruption.signal);
      const { name, members, bytes, window } = scenario;
      lines.push(`${members} members ${name}: ${bytes} bytes, window ${window}, ${rounds} rounds`);
      lines.push(...table(results, []), "");
    }
  } finally {
    Deno.removeSignalListener("SIGINT", interrupt);
  }
  return lines;
}
