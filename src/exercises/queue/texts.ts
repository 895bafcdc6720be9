import type { LessonOptions, Text } from "../lesson.ts";

export const SUMMARY: Text = {
  en: "Processes talk through a queue; a full one makes producers wait",
  zh: "进程通过消息队列通信；队列满了，生产者就要等",
};

export const EXPLANATION: Text = {
  en: `Producers put values into a queue, consumers take them out; each of them is a
process.

What it teaches
  Processes share no memory: what they tell each other has to travel (IPC). A
  queue keeps the order and gives each value to one consumer only. It holds a
  few values at most. When it is full, put() waits, and when it is empty, get()
  waits, so neither side runs ahead. Closing it says that nothing more will
  come: the consumers take what is left and end.

Primitives
  Process, ProcessQueue (Python's multiprocessing.Queue): put, tryPut, get,
  close

What to try
  chatroom exercise queue --capacity 100      nobody has to wait
  chatroom exercise queue --capacity 1        they take turns
  chatroom exercise queue --consumers 5
  chatroom exercise queue --source`,
  zh: `生产者把值放进队列，消费者取出来；它们都是进程。

学到什么
  进程之间不共享内存，要说的话必须传过去（进程间通信，IPC）。
  队列保持顺序，每个值只给一个消费者。它最多放几个值。
  满了，put() 就等；空了，get() 就等，所以谁也不会跑得太远。
  关闭队列表示不会再有新的值：消费者取完剩下的就结束。

用到的原语
  Process、ProcessQueue（Python 的 multiprocessing.Queue）：
  put、tryPut、get、close

试一试
  chatroom exercise queue --capacity 100      谁也不用等
  chatroom exercise queue --capacity 1        轮流来
  chatroom exercise queue --consumers 5
  chatroom exercise queue --source`,
};

export const OPTIONS = {
  producers: {
    kind: "integer",
    least: 1,
    most: 16,
    default: 2,
    summary: { en: "how many processes put values in", zh: "多少个进程放值" },
  },
  consumers: {
    kind: "integer",
    least: 1,
    most: 16,
    default: 2,
    summary: { en: "how many processes take values out", zh: "多少个进程取值" },
  },
  values: {
    kind: "integer",
    least: 1,
    most: 10_000,
    default: 6,
    summary: { en: "how many values each producer puts in", zh: "每个生产者放多少个值" },
  },
  capacity: {
    kind: "integer",
    least: 1,
    most: 100_000,
    default: 3,
    summary: { en: "how many values the queue holds at most", zh: "队列最多放多少个值" },
  },
  delay: {
    kind: "number",
    least: 0,
    most: 10,
    default: 0.02,
    summary: {
      en: "how many seconds a consumer needs for a value",
      zh: "消费者处理一个值需要多少秒",
    },
  },
} as const satisfies LessonOptions;

const english = {
  report: {
    put: (name: string, item: string) => `${name} put ${item}`,
    waits: (name: string, item: string) => `${name} waits to put ${item}: the queue is full`,
    got: (name: string, item: string) => `          ${name} got ${item}`,
  },
  total: (name: string, count: number) => `${name} got ${count} values in all`,
  nothingLost: (total: number) => `all ${total} values arrived`,
  nothingDoubled: "each once",
  inOrder: "each producer's in order",
  waited: (waits: number, capacity: number) =>
    waits === 0
      ? `nobody had to wait, since the queue has room for ${capacity}`
      : `the queue has room for ${capacity} and made producers wait (${waits}x)`,
};

const chinese: typeof english = {
  report: {
    put: (name, item) => `${name} 放入 ${item}`,
    waits: (name, item) => `${name} 等着放入 ${item}：队列满了`,
    got: (name, item) => `          ${name} 取出 ${item}`,
  },
  total: (name, count) => `${name} 一共取出 ${count} 个值`,
  nothingLost: (total) => `${total} 个值都到了`,
  nothingDoubled: "每个一次",
  inOrder: "每个生产者的值保持顺序",
  waited: (waits, capacity) =>
    waits === 0
      ? `队列放得下 ${capacity} 个值，没有人要等`
      : `队列只放得下 ${capacity} 个值，生产者等了 ${waits} 次`,
};

export const TEXTS = { en: english, zh: chinese };
