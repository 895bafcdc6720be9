import type { LessonOptions, Text } from "../lesson.ts";
import type { Audit } from "./audit.ts";

export const SUMMARY: Text = {
  en: "Ten threads sell 500 tickets, in order, each once",
  zh: "十个线程卖 500 张票，按顺序，每张只卖一次",
};

export const EXPLANATION: Text = {
  en: `Tickets T1 to T500 are in a list. Ten threads sell them at the same time, a sale
takes 0.1 s, and the tickets have to be sold in order. So it takes about 5 s.

What it teaches
  Looking for the next ticket, crossing it off and printing it are three steps.
  If another thread comes in between, tickets are sold twice or printed out of
  order. A mutex makes the three steps one: that is mutual exclusion.
  A lock should cover no more than it must: the 0.1 s after a sale are outside
  of it. With them inside, ten sellers take as long as one: 50 s.

Primitives
  Thread, Mutex, shared memory; Barrier in the unsafe version

What to try
  chatroom exercise tickets --unsafe                 what breaks without a lock
  chatroom exercise tickets --sellers 1              how long does one take?
  chatroom exercise tickets --tickets 20 --delay 0   who gets to sell, and why?
  chatroom exercise tickets --source`,
  zh: `T1 到 T500 的票存在一个列表里。十个线程同时卖票，每出一张需要 0.1 秒，
票要按顺序卖出。所以一共大约 5 秒。

学到什么
  看下一张票、划掉它、打印它是三步。如果别的线程插进来，
  票就会卖重，或者打印乱序。互斥锁让三步变成一步，这就是课程里的同步互斥。
  锁住的范围不要比必须的大：卖完后的 0.1 秒在锁外面。
  如果放在锁里面，十个人卖就和一个人卖一样慢：50 秒。

用到的原语
  Thread、Mutex、共享内存；不加锁的版本用到 Barrier

试一试
  chatroom exercise tickets --unsafe                 不加锁会坏掉什么
  chatroom exercise tickets --sellers 1              一个人卖要多久？
  chatroom exercise tickets --tickets 20 --delay 0   谁在卖？为什么？
  chatroom exercise tickets --source`,
};

export const OPTIONS = {
  tickets: {
    kind: "integer",
    least: 1,
    most: 10_000,
    default: 500,
    summary: { en: "how many tickets there are", zh: "有多少张票" },
  },
  sellers: {
    kind: "integer",
    least: 1,
    most: 100,
    default: 10,
    summary: { en: "how many threads sell them", zh: "有多少个线程卖票" },
  },
  delay: {
    kind: "number",
    least: 0,
    most: 10,
    default: 0.1,
    summary: { en: "how many seconds a sale takes", zh: "每出一张票需要多少秒" },
  },
  unsafe: {
    kind: "flag",
    summary: {
      en: "sell without the lock and count what breaks: the result is wrong, exit code 1",
      zh: "不加锁卖票，并数出坏了多少：结果不对，退出码 1",
    },
  },
} as const satisfies LessonOptions;

const english = {
  totals: "Sold by each:",
  time: (sold: number, sellers: number, seconds: number) =>
    `${sold} sales by ${sellers} ${sellers === 1 ? "seller" : "sellers"} in ${
      seconds.toFixed(2)
    } s`,
  damage: ({ oversold, doubled, outOfOrder }: Audit) =>
    `Without the lock: ${oversold} sales too many, ${doubled} tickets sold more than once, ` +
    `${outOfOrder} lines out of order`,
  allSold: (tickets: number) => `there were as many sales as tickets: ${tickets}`,
  eachOnce: "each ticket was sold once",
  inOrder: "they were sold in order",
};

const chinese: typeof english = {
  totals: "每人卖出：",
  time: (sold, sellers, seconds) => `${sellers} 个人卖了 ${sold} 次，用了 ${seconds.toFixed(2)} 秒`,
  damage: ({ oversold, doubled, outOfOrder }) =>
    `没有锁：多卖了 ${oversold} 次，${doubled} 张票卖了不止一次，${outOfOrder} 行乱序`,
  allSold: (tickets) => `卖出的次数等于票数 ${tickets}`,
  eachOnce: "每张票只卖了一次",
  inOrder: "按顺序卖出",
};

export const TEXTS = { en: english, zh: chinese };
