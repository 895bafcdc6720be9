import { type Result, summary, timesAsFast } from "./contest.ts";
import type { Measurement } from "./system.ts";

/** A column of the table: its head, and a system's cell, where there is one. */
type Column = readonly [head: string, cell: (result: Result) => string | undefined];

const whole = (value: number | undefined) => value && Math.round(value).toLocaleString("en");

/** A column that shows a median. */
function figure(head: string, show: (median: Measurement) => string | 0 | undefined): Column {
  return [head, ({ runs }) => show(summary(runs)) || undefined];
}

const FIGURES: readonly Column[] = [
  figure("deliveries/s", (median) => whole(median.deliveriesPerSecond)),
  figure("delivered", ({ share }) => `${(Math.floor(share * 1000) / 10).toFixed(1)} %`),
  figure("p50 µs", ({ allHaveIt }) => whole(allHaveIt?.p50)),
  figure("p99 µs", ({ allHaveIt }) => whole(allHaveIt?.p99)),
  figure("datagrams/s", ({ datagramsPerSecond }) => whole(datagramsPerSecond)),
  figure("bytes/datagram", ({ bytesPerDatagram }) => whole(bytesPerDatagram)),
  figure("CPU µs/delivery", ({ cpuPerDelivery }) => cpuPerDelivery?.toFixed(2)),
  figure("KiB/member", ({ memoryPerMember = NaN }) => {
    return Number.isNaN(memoryPerMember) ? undefined : (memoryPerMember / 1024).toFixed(1);
  }),
];

/**
 * The results of one scenario as lines: a row for each system, a column for each thing that was measured,
 * and one for each peer with how many times as fast as that peer the others are.
 */
export function table(results: readonly Result[], peers: readonly string[]): string[] {
  const ratios = results.filter(({ system }) => peers.includes(system)).map((peer): Column => [
    `× ${peer.system}`,
    (own) => own === peer ? undefined : timesAsFast(own, peer).toFixed(2),
  ]);
  const columns = [...FIGURES, ...ratios]
    .map(([head, cell]) => ({ head, cells: results.map(cell) }))
    .filter(({ cells }) => cells.some((cell) => cell !== undefined))
    .map(({ head, cells }) => alignRight([head, ...cells]));
  const names = ["", ...results.map(({ system }) => system)];
  const width = Math.max(...names.map((name) => name.length));
  return names.map((name, row) =>
    ["", name.padEnd(width), ...columns.map((column) => column[row])].join("  ")
  );
}

function alignRight(cells: readonly (string | undefined)[]): string[] {
  const width = Math.max(...cells.map((cell = "") => cell.length));
  return cells.map((cell = "") => cell.padStart(width));
}
