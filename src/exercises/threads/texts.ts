import type { LessonOptions, Text } from "../lesson.ts";

export const SUMMARY: Text = {
  en: "Five ways to make a thread: each made, used, joined, timed",
  zh: "创建线程的五种方法：每种都创建、使用、等待并计时",
};

export const EXPLANATION: Text = {
  en: `The same sum, computed by a thread that is made in five ways.

What it teaches
  module worker         the platform's own: a file, messages, error events
  class                 inherits Thread and overrides run(), as in Python
  task                  a function by its name: code cannot be sent, names can
  pool                  threads that are made once and do task after task
  node:worker_threads   Node's, for programs that have to run there too

  A sixth way is often seen: a worker made from a string, through a blob URL. It
  works in deno run. But an executable has its modules inside it, found when it
  was compiled. A blob exists only while the program runs, so it is not among
  them, and the worker fails: Module not found. Use a file.

Primitives
  Thread, Pool, task, exported

What to try
  chatroom exercise threads --last 1     what does a thread cost without work?
  chatroom exercise threads --source
  What happens in each way if addUp() throws an error?`,
  zh: `同一个和，由五种方法创建的线程来求。

学到什么
  module worker         平台自带的：一个文件、消息、错误事件
  class                 继承 Thread，重写 run()，和 Python 一样
  task                  按名字的函数：代码不能传过去，名字可以
  pool                  线程只创建一次，一个接一个地做任务
  node:worker_threads   Node 的，给两边都要运行的程序

  常见的还有第六种：用字符串通过 blob URL 创建 worker。它在 deno run 里可以用。
  但编译成可执行文件时，所有模块在编译时就找好、放在里面。blob 到运行时才有，
  不在其中，所以 worker 会失败：Module not found。请用文件。

用到的原语
  Thread、Pool、task、exported

试一试
  chatroom exercise threads --last 1     没有工作时，一个线程要花多少时间？
  chatroom exercise threads --source
  如果 addUp() 抛出错误，每种方法会怎样？`,
};

export const OPTIONS = {
  last: {
    kind: "integer",
    least: 1,
    most: 90_000_000,
    default: 1_000_000,
    summary: { en: "each thread adds up the numbers from 1 to N", zh: "每个线程求 1 到 N 的和" },
  },
} as const satisfies LessonOptions;

const english = {
  blob: "Not among them: a worker from a blob URL, which fails in an executable (see --explain)",
  allEnded: (ways: number) => `${ways} ways, each made a thread that has ended`,
  sameSum: (sum: number) => `all got ${sum}`,
};

const chinese: typeof english = {
  blob: "不包括用 blob URL 创建的 worker：它在可执行文件里会失败（见 --explain）",
  allEnded: (ways) => `${ways} 种方法都创建了线程，并已结束`,
  sameSum: (sum) => `结果都是 ${sum}`,
};

export const TEXTS = { en: english, zh: chinese };
