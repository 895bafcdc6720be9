import type { Text } from "../lesson.ts";
import type { Algorithm } from "./algorithms.ts";
import type { Way } from "./measure.ts";
import type { Split } from "./split.ts";

export const SUMMARY: Text = {
  en: "Sum of primes, timed: one process, 4 processes, 4 threads",
  zh: "10 万以内质数之和，计时：单进程、4 个进程、4 个线程",
};

export const EXPLANATION: Text = {
  en: `The same sum is computed by one process, shared among processes, and shared
among threads.

What it teaches
  Work that only computes gets faster with more workers, up to the number of
  processor cores.
  In CPython, the usual Python, threads take turns, because of its global
  interpreter lock (GIL), and gain nothing here. These threads are Web Workers:
  they run side by side, as processes do, and start faster.
  A worker costs time before it does anything: compare the times with and
  without start-up.
  Equal ranges are not equal work: a large number takes longer to
  test than a small one.
  A better algorithm gains more than any number of workers.

What it uses
  Process and Thread of src/parallel: a class that overrides run(); start(),
  join(), messages.

What to try
  chatroom exercise primes --split dynamic           a piece for each free one
  chatroom exercise primes --workers 2               as many as there are cores?
  chatroom exercise primes --algorithm sqrt          up to the root is enough
  chatroom exercise primes --algorithm sieve --limit 1e9
  chatroom exercise primes --source`,
  zh: `同一个和算三次：一个进程算，几个进程分着算，几个线程分着算。

学到什么
  纯计算的工作，进程或线程越多越快，最多到处理器的核数。
  CPython（通常的 Python）的线程因为全局解释器锁（GIL）而轮流运行，在这里没有
  好处。这里的线程是 Web Worker，像进程一样同时运行，而且启动更快。
  进程和线程开始干活之前就要花时间：比较含启动和不含启动的时间。
  范围相等，工作并不相等：判断大数比判断小数花的时间长。
  更好的算法胜过再多的进程和线程。

用到什么
  src/parallel 的 Process 和 Thread：重写 run() 的类、start()、join()、消息。

试一试
  chatroom exercise primes --split dynamic           谁有空谁拿下一块
  chatroom exercise primes --workers 2               和核数一样多？
  chatroom exercise primes --algorithm sqrt          除到平方根就够了
  chatroom exercise primes --algorithm sieve --limit 1e9
  chatroom exercise primes --source`,
};

/** What the options mean. */
export const OPTION_TEXTS = {
  limit: { en: "sum the primes below this, such as 1e9", zh: "求小于它的质数之和，例如 1e9" },
  workers: { en: "how many processes, and how many threads", zh: "几个进程、几个线程" },
  algorithm: {
    en: "divide by all up to half, up to the square root, or sieve",
    zh: "除到一半、除到平方根，或用筛法",
  },
  split: {
    en: "equal ranges, or a new piece for each free worker",
    zh: "平均分段，或谁有空谁拿下一块",
  },
  repeat: { en: "measure this number of times, show the median", zh: "测量几次，显示中位数" },
} satisfies Record<string, Text>;

const english = {
  opening: (limit: number) => `The sum of the primes below ${limit.toLocaleString("en")}`,
  algorithm: {
    trial: "trial: divides each number by all up to its half, as the course does",
    sqrt: "sqrt: divides each number by all up to its square root",
    sieve: "sieve: crosses off the multiples of each prime, segment by segment",
  } satisfies Record<Algorithm, string>,
  split: {
    blocks: "blocks: each worker has an equal range",
    dynamic: "dynamic: a free worker gets the next piece",
  } satisfies Record<Split, string>,
  median: (repeat: number) => `The median of ${repeat} runs.`,
  headings: ["", "sum", "with start-up", "speed-up", "without", "speed-up"],
  way: (way: Way, workers: number) => {
    if (way === "single") return "one process";
    const one = way === "processes" ? "process" : "thread";
    return `${workers} ${workers === 1 ? one : way}`;
  },
  partHeadings: ["range", "primes", "sum", "time"],
  pieces: (count: number) => `${count} ${count === 1 ? "piece" : "pieces"}`,
  whole: "sum",
  uneven: (ratio: string) =>
    `Equal ranges are not equal work: of the threads, the slowest needed ${ratio} times\n` +
    "as long as the fastest.",
  legend: (seconds: string) => `░ start-up, █ computing; the longest bar is ${seconds}`,
  slowStart: (workers: number) =>
    `Starting ${workers} processes takes longer here than the computing that they save:\n` +
    "try a larger --limit.",
  published: "Published runs of the course, in Python: 15.1 s in one process, 8.5 s with\n" +
    "4 processes, 15.0 s with 4 threads, because CPython's threads take turns (its GIL).",
  machine: (cores: number, system: string, deno: string) =>
    `These ran on ${cores === 1 ? "1 core" : `${cores} cores`}, ${system}, Deno ${deno}.`,
  crowded: (workers: number, cores: number) =>
    `${workers} workers share ${cores === 1 ? "1 core" : `${cores} cores`}: expect no more than ` +
    `${cores} times the speed.`,
  progress: (percent: string, left: string) => `${percent} %, ${left} left`,
  seconds: (value: string) => `${value} s`,
  minutes: (minutes: number, seconds: number) => `${minutes} min ${seconds} s`,
  hours: (hours: number, minutes: number) => `${hours} h ${minutes} min`,
  partsAddUp: "the workers' parts add up to the sum",
  agree: "all three ways found the same sum",
  known: "it is the sum that the sieve finds",
};

const chinese: typeof english = {
  opening: (limit) => `${limit.toLocaleString("en")} 以内的质数之和`,
  algorithm: {
    trial: "trial：每个数除到它的一半，和课程里一样",
    sqrt: "sqrt：每个数除到它的平方根",
    sieve: "sieve：一段一段地划去每个质数的倍数",
  },
  split: {
    blocks: "blocks：每个进程或线程一段相等的范围",
    dynamic: "dynamic：谁有空谁拿下一块",
  },
  median: (repeat) => `${repeat} 次的中位数。`,
  headings: ["", "和", "含启动", "加速", "不含启动", "加速"],
  way: (way, workers) => {
    if (way === "single") return "单进程";
    return `${workers} 个${way === "processes" ? "进程" : "线程"}`;
  },
  partHeadings: ["范围", "质数", "和", "时间"],
  pieces: (count) => `${count} 块`,
  whole: "和",
  uneven: (ratio) => `范围相等，工作并不相等：最慢的线程用的时间是最快的 ${ratio} 倍。`,
  legend: (seconds) => `░ 启动，█ 计算；最长的一条是 ${seconds}`,
  slowStart: (workers) =>
    `在这里，启动 ${workers} 个进程花的时间比它们省下的计算还多：请试更大的 --limit。`,
  published: "课程公布的 Python 结果：单进程 15.1 秒，4 个进程 8.5 秒，4 个线程 15.0 秒，\n" +
    "因为 CPython 的线程轮流运行（GIL）。",
  machine: (cores, system, deno) => `这里的结果来自 ${cores} 个核，${system}，Deno ${deno}。`,
  crowded: (workers, cores) => `${workers} 个进程或线程分用 ${cores} 个核：最多快 ${cores} 倍。`,
  progress: (percent, left) => `${percent} %，还要 ${left}`,
  seconds: (value) => `${value} 秒`,
  minutes: (minutes, seconds) => `${minutes} 分 ${seconds} 秒`,
  hours: (hours, minutes) => `${hours} 小时 ${minutes} 分`,
  partsAddUp: "各个进程和线程的部分加起来等于总和",
  agree: "三种方式的和相同",
  known: "和筛法的结果相同",
};

export const TEXTS = { en: english, zh: chinese };

/** What the lesson says, in one language. */
export type Texts = typeof english;

/** A time in milliseconds, in words. */
export function duration(milliseconds: number, texts: Texts): string {
  const digits = milliseconds < 9995 ? 2 : 1;
  return milliseconds < 59_500
    ? texts.seconds((milliseconds / 1000).toFixed(digits))
    : roughly(milliseconds, texts);
}

/** A time in milliseconds, in words, as exactly as an estimate can be. */
export function roughly(milliseconds: number, texts: Texts): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return texts.seconds(`${seconds}`);
  if (seconds < 3600) return texts.minutes(Math.floor(seconds / 60), seconds % 60);
  return texts.hours(Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60));
}
