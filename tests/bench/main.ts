// `deno task bench [classic] [fanout] [stream] [primes] [parallel] [web] [cluster]`: every measurement compares two things
// in one run. No absolute time means anything on a shared machine. `fanout` and `web` take `--rounds N`, `fanout` takes
// `--json FILE` and `--svg FILE` too.

import { benchClassic, benchFanout } from "./fanout/main.ts";
import { run as benchParallel } from "./parallel/main.ts";
import { benchCluster } from "./cluster/main.ts";
import { benchStream } from "./stream/main.ts";
import { benchPrimes } from "./primes.ts";
import { benchWeb } from "./web/main.ts";
import { parseArgs } from "@std/cli/parse-args";

const { _: chosen, ...options } = parseArgs(Deno.args, { string: ["json", "svg", "rounds", "_"] });

const BENCHES: Readonly<Record<string, () => Promise<string[]>>> = {
  classic: benchClassic,
  fanout: () => benchFanout(options),
  stream: benchStream,
  primes: benchPrimes,
  parallel: () => benchParallel(),
  web: () => benchWeb(options),
  cluster: benchCluster,
};

for (const name of chosen.length > 0 ? chosen : Object.keys(BENCHES)) {
  const bench = BENCHES[name];
  print(
    bench === undefined ? [`Unknown benchmark ${name}: ${Object.keys(BENCHES)}`] : await bench(),
  );
}

function print(lines: readonly string[]): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${lines.join("\n")}\n\n`));
}
