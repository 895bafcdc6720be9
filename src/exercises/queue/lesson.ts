/**
 * A message queue between processes. Producers put values in, consumers take them out, and neither knows
 * the other. The queue has few places: when it is full, a producer has to wait, so that fast producers
 * cannot fill the memory while consumers are slow.
 *
 * So that the waiting is seen each time, the consumers begin when a producer has had to wait.
 */
import { Process, ProcessQueue, task } from "../../parallel/mod.ts";
import { defineLesson, type Stage } from "../lesson.ts";
import { pause } from "../shared/pause.ts";
import { EXPLANATION, OPTIONS, SUMMARY, TEXTS } from "./texts.ts";

/** A value on its way: which producer made it, and its number there. */
export type Item = readonly [producer: string, serial: number];

/** What a process tells the parent while it works. */
export type Report =
  | { readonly event: "ready" }
  | { readonly event: "put" | "waits" | "got"; readonly item: Item };

/** Puts `count` values into the queue. */
export class Producer extends Process<void, Report> {
  readonly #queue: ProcessQueue<Item>;
  readonly #count: number;

  constructor(name: string, queue: ProcessQueue<Item>, count: number) {
    super(task(import.meta.url, Producer, name, queue, count), { name });
    this.#queue = queue;
    this.#count = count;
  }

  override async run(): Promise<void> {
    for (let serial = 1; serial <= this.#count; serial++) {
      const item: Item = [this.name, serial];
      if (await this.#queue.tryPut(item) === "full") {
        this.parent.post({ event: "waits", item });
        await this.#queue.put(item); // Comes back when there is a place.
      }
      this.parent.post({ event: "put", item });
    }
  }
}

/**
 * Takes values out of the queue until it is closed and empty, and needs `delay` milliseconds for each.
 * Begins when the parent says so. Returns what it got.
 */
export class Consumer extends Process<Item[], Report, "begin"> {
  readonly #queue: ProcessQueue<Item>;
  readonly #delay: number;

  constructor(name: string, queue: ProcessQueue<Item>, delay: number) {
    super(task(import.meta.url, Consumer, name, queue, delay), { name });
    this.#queue = queue;
    this.#delay = delay;
  }

  override async run(): Promise<Item[]> {
    const { parent } = this;
    parent.post({ event: "ready" });
    await new Promise((resolve) => parent.onMessage = resolve);
    const items: Item[] = [];
    for await (const item of this.#queue) {
      items.push(item);
      parent.post({ event: "got", item });
      pause(this.#delay);
    }
    return items;
  }
}

/** How many of everything. */
interface Sizes {
  readonly producers: number;
  readonly consumers: number;
  readonly values: number;
  readonly capacity: number;
  /** How many seconds a consumer needs for a value. */
  readonly delay: number;
}

/** What came out. */
interface Traffic {
  readonly received: Item[][];
  /** How often a producer had to wait. */
  readonly waits: number;
}

/** Lets them work, and prints what they report. */
async function exchange(sizes: Sizes, { language, print, signal }: Stage): Promise<Traffic> {
  const { report } = TEXTS[language];
  const queue = new ProcessQueue<Item>({ capacity: sizes.capacity });
  const delay = sizes.delay * 1000;
  const producers = named("P", sizes.producers, (name) => new Producer(name, queue, sizes.values));
  const consumers = named("C", sizes.consumers, (name) => new Consumer(name, queue, delay));
  const processes = [...producers, ...consumers];
  const oneWaits = Promise.withResolvers<void>();
  const allReady = Promise.withResolvers<void>();
  let waits = 0;
  let ready = 0;
  for (const process of processes) {
    process.onMessage = (message) => {
      if (message.event === "ready") {
        if (++ready === consumers.length) allReady.resolve();
        return;
      }
      print(report[message.event](process.name, message.item.join("-")));
      if (message.event === "waits" && ++waits === 1) oneWaits.resolve();
    };
  }
  const begin = async () => {
    await Promise.all([allReady.promise, oneWaits.promise]);
    for (const consumer of consumers) consumer.post("begin");
  };
  const produce = async () => {
    await Promise.all(producers.map((producer) => producer.join(signal)));
    oneWaits.resolve(); // If nobody had to wait, it is time now.
    // Nothing more comes: the consumers end when they have taken what is left.
    await queue.close();
  };
  try {
    for (const process of processes) process.start();
    const joined = consumers.map((consumer) => consumer.join(signal));
    const [received] = await Promise.all([Promise.all(joined), begin(), produce()]);
    return { received, waits };
  } finally {
    await Promise.all(processes.map((process) => process.terminate()));
  }
}

function named<T>(letter: string, count: number, make: (name: string) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(`${letter}${index + 1}`));
}

/** Whether each consumer got each producer's values in the order in which they were put in. */
export function inOrder(received: readonly (readonly Item[])[]): boolean {
  return received.every((items) => {
    const last = new Map<string, number>();
    return items.every(([producer, serial]) => {
      const isLater = serial > (last.get(producer) ?? 0);
      last.set(producer, serial);
      return isLater;
    });
  });
}

/** The lesson. */
export const queue = defineLesson({
  name: "queue",
  summary: SUMMARY,
  explanation: EXPLANATION,
  options: OPTIONS,
  sources: [new URL("./lesson.ts", import.meta.url)],
  async run(sizes, stage) {
    const texts = TEXTS[stage.language];
    const { received, waits } = await exchange(sizes, stage);
    const total = sizes.producers * sizes.values;
    const items = received.flat().map((item) => item.join("-"));
    const distinct = new Set(items).size;
    received.forEach((items, index) => stage.print(texts.total(`C${index + 1}`, items.length)));
    const facts = [
      { holds: distinct === total, text: texts.nothingLost(total) },
      { holds: items.length === distinct, text: texts.nothingDoubled },
      { holds: inOrder(received), text: texts.inOrder },
    ];
    // With room for everything, nobody ever has to.
    const mustWait = total > sizes.capacity;
    facts.push({ holds: waits > 0 === mustWait, text: texts.waited(waits, sizes.capacity) });
    return { facts, data: { received, waits } };
  },
});
