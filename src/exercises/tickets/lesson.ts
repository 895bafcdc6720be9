/**
 * A ticket office: tickets T1 to T500, ten sellers that are threads, and every ticket has to be sold once,
 * in order. Each sale takes a while, so the sellers have to work at the same time to be done soon.
 *
 * The art is in what the lock covers. Taking the next ticket and printing it belong together: if another
 * seller came in between, lines would be out of order. The wait after the sale is nobody else's business:
 * with it under the lock, ten sellers would take as long as one.
 */
import { task, Thread } from "../../parallel/mod.ts";
import { Barrier, Mutex } from "../../sync/mod.ts";
import { defineLesson, type Stage } from "../lesson.ts";
import { Paper, type PaperHandle } from "../shared/paper.ts";
import { pause } from "../shared/pause.ts";
import { runAll } from "../shared/run_all.ts";
import { type Audit, audit } from "./audit.ts";
import { EXPLANATION, OPTIONS, SUMMARY, TEXTS } from "./texts.ts";

/** The list of tickets, in memory that all sellers see: the next one to sell, and the last one. */
type Tickets = Int32Array<SharedArrayBuffer>;
const NEXT = 0;
const LAST = 1;

/** A list of the tickets T1 to T`count`. */
function newTickets(count: number): Tickets {
  const tickets = new Int32Array(new SharedArrayBuffer(8));
  tickets[NEXT] = 1;
  tickets[LAST] = count;
  return tickets;
}

/** Takes the next ticket off the list; undefined if there is none left. */
function takeTicket(tickets: Tickets): number | undefined {
  const ticket = tickets[NEXT]!;
  if (ticket > tickets[LAST]!) return undefined;
  tickets[NEXT] = ticket + 1;
  return ticket;
}

/** A seller: sells until there are no tickets left. `delay` is in milliseconds. */
export function sell(
  mutex: Mutex,
  tickets: Tickets,
  paper: PaperHandle,
  seller: string,
  delay: number,
): void {
  const shared = new Paper(paper);
  const sellOne = () => {
    using _lock = mutex.lock(); // Given back at the end of this function.
    const ticket = takeTicket(tickets);
    if (ticket !== undefined) shared.write(`${seller} --- T${ticket}\n`);
    return ticket;
  };
  while (sellOne() !== undefined) pause(delay);
}

/**
 * The same seller without the lock: looks which ticket is next, prints it, and crosses it off. Two who look
 * before either has crossed it off sell the same ticket. That happens now and then by itself; so that it
 * happens on every machine, all wait for each other once they have looked for their first ticket.
 */
export function sellUnsafely(
  allHaveLooked: Barrier,
  tickets: Tickets,
  paper: PaperHandle,
  seller: string,
  delay: number,
): void {
  const shared = new Paper(paper);
  const last = tickets[LAST]!;
  // Since crossing off can be undone by a slower seller, nobody sells more than there are.
  for (let sold = 0; sold < last; sold++) {
    const ticket = tickets[NEXT]!;
    if (sold === 0) allHaveLooked.wait();
    if (ticket > last) return;
    shared.write(`${seller} --- T${ticket}\n`);
    tickets[NEXT] = ticket + 1;
    pause(delay);
  }
}

/** Opens the office and waits until everything is sold. Returns what was printed. */
async function sellAll(
  values: { tickets: number; sellers: number; delay: number; unsafe: boolean },
  { echo, signal }: Stage,
): Promise<string> {
  const names = Array.from({ length: values.sellers }, (_, index) => `w${index + 1}`);
  const longestLine = `${names.at(-1)} --- T${values.tickets}\n`.length;
  const lines = values.tickets * (values.unsafe ? values.sellers : 1);
  const paper = Paper.blank(lines * longestLine, echo);

  const tickets = newTickets(values.tickets);
  const delay = values.delay * 1000;
  const mutex = new Mutex();
  const allHaveLooked = new Barrier(values.sellers);
  const sellers = names.map((name) => {
    const job = values.unsafe
      ? task(import.meta.url, sellUnsafely, allHaveLooked, tickets, paper.handle, name, delay)
      : task(import.meta.url, sell, mutex, tickets, paper.handle, name, delay);
    return new Thread(job, { name });
  });
  await runAll(sellers, signal);
  return paper.read();
}

/** The lesson. */
export const tickets = defineLesson({
  name: "tickets",
  summary: SUMMARY,
  explanation: EXPLANATION,
  options: OPTIONS,
  sources: [new URL("./lesson.ts", import.meta.url), new URL("./audit.ts", import.meta.url)],
  async run(values, stage) {
    const texts = TEXTS[stage.language];
    const start = performance.now();
    const printed = await sellAll(values, stage);
    const seconds = (performance.now() - start) / 1000;

    const found: Audit = audit(printed, values.tickets);
    stage.print(texts.totals);
    for (const [seller, total] of found.totals) stage.print(`  ${seller.padEnd(4)} ${total}`);
    stage.print(texts.time(found.sold, values.sellers, seconds));
    if (values.unsafe) stage.print(texts.damage(found));
    const facts = [
      { holds: found.oversold === 0 && found.unsold === 0, text: texts.allSold(values.tickets) },
      { holds: found.doubled === 0, text: texts.eachOnce },
      { holds: found.outOfOrder === 0, text: texts.inOrder },
    ];
    return { facts, data: { ...found, totals: Object.fromEntries(found.totals), seconds } };
  },
});
