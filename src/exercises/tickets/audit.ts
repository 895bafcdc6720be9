/** What the printed lines say about the sale. */
export interface Audit {
  /** How many sales there were. */
  readonly sold: number;
  /** How many more sales than tickets. */
  readonly oversold: number;
  /** How many tickets were sold more than once. */
  readonly doubled: number;
  /** How many tickets were never sold. */
  readonly unsold: number;
  /** How many lines don't have a higher ticket than the line before. */
  readonly outOfOrder: number;
  /** How many each seller sold, from w1 on. */
  readonly totals: ReadonlyMap<string, number>;
}

/** Reads lines such as `w1 --- T256` and counts what is wrong with them. */
export function audit(printed: string, tickets: number): Audit {
  const totals = new Map<string, number>();
  const timesSold = new Map<number, number>();
  let sold = 0;
  let outOfOrder = 0;
  let previous = 0;
  for (const [, seller = "", number] of printed.matchAll(/^(w\d+) --- T(\d+)$/gm)) {
    const ticket = Number(number);
    sold++;
    if (ticket <= previous) outOfOrder++;
    previous = ticket;
    totals.set(seller, (totals.get(seller) ?? 0) + 1);
    timesSold.set(ticket, (timesSold.get(ticket) ?? 0) + 1);
  }
  const doubled = [...timesSold.values()].filter((times) => times > 1).length;
  const byNumber = ([a]: [string, number], [b]: [string, number]) =>
    Number(a.slice(1)) - Number(b.slice(1));
  return {
    sold,
    oversold: Math.max(0, sold - tickets),
    doubled,
    unsold: tickets - timesSold.size,
    outOfOrder,
    totals: new Map([...totals].toSorted(byNumber)),
  };
}
