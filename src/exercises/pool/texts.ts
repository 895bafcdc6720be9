import type { LessonOptions, Text } from "../lesson.ts";

export const SUMMARY: Text = {
  en: "A few processes do many tasks, compared with one process each",
  zh: "进程池：少数进程做很多任务，并与每个任务一个进程比较",
};

export const EXPLANATION: Text = {
  en: `Making a process and ending it costs time and memory. A pool makes a few and
gives each of them one task after the other.

What it teaches
  Pool() makes the pool. applyAsync() hands in a task and gives something to ask
  for its result later. close() says that there will be no more tasks, and
  join() waits until all is done and every process has ended.
  In the time line each row is a process, a number begins a task, and dots are
  time without a task: most of them are a process being started.

Primitives
  Pool (Python's multiprocessing.Pool; apply_async is applyAsync), Process, task

What to try
  chatroom exercise pool --workers 1
  chatroom exercise pool --tasks 20 --seconds 0.01   small tasks: it saves more
  chatroom exercise pool --seconds 1                 large ones: it saves little
  chatroom exercise pool --source`,
  zh: `创建和销毁进程要花时间和内存。进程池只创建几个进程，
让每个进程一个接一个地做任务。

学到什么
  Pool() 创建进程池；applyAsync() 交给它一个任务，以后可以取结果；
  close() 表示不再有新任务；join() 等所有任务做完、所有进程结束。
  时间线里每行是一个进程，数字是任务的开始，点是没有任务的时间：
  大部分的点是进程正在启动。

用到的原语
  Pool（Python 的 multiprocessing.Pool；apply_async 写作 applyAsync）、
  Process、task

试一试
  chatroom exercise pool --workers 1
  chatroom exercise pool --tasks 20 --seconds 0.01   任务越小，省得越多
  chatroom exercise pool --seconds 1                 任务大则差别不大
  chatroom exercise pool --source`,
};

export const OPTIONS = {
  tasks: {
    kind: "integer",
    least: 1,
    most: 200,
    default: 9,
    summary: { en: "how many tasks there are", zh: "有多少个任务" },
  },
  workers: {
    kind: "integer",
    least: 1,
    most: 32,
    default: 3,
    summary: { en: "how many processes the pool has at most", zh: "进程池最多有多少个进程" },
  },
  seconds: {
    kind: "number",
    least: 0,
    most: 10,
    default: 0.1,
    summary: { en: "how many seconds a task takes", zh: "一个任务需要多少秒" },
  },
} as const satisfies LessonOptions;

const english = {
  process: (pid: number) => `process ${pid}`,
  pooled: (workers: number, tasks: number, seconds: number) =>
    `A pool of ${workers} did ${tasks} tasks in ${seconds.toFixed(2)} s:`,
  single: (tasks: number, seconds: number) =>
    `A process for each of the ${tasks} tasks took ${seconds.toFixed(2)} s:`,
  legend: (seconds: number) =>
    `A number begins a task, = goes on with it, . is time without; ${seconds.toFixed(2)} s in all`,
  compared: (pooled: number, single: number) =>
    `A process for each took ${(single / Math.max(pooled, 0.001)).toFixed(1)} times as long. ` +
    "Both times include starting\nthe processes, of which there are never more at a time than in the pool.",
  allDone: (tasks: number) => `each of the ${tasks} tasks was done once, both ways`,
  fewWorkers: (used: number, most: number) => `the pool used ${used} of at most ${most} processes`,
  oneAtATime: "each did one task at a time",
  manyProcesses: (count: number) => `without the pool it took ${count} processes`,
};

const chinese: typeof english = {
  process: (pid) => `进程 ${pid}`,
  pooled: (workers, tasks, seconds) =>
    `${workers} 个进程的进程池做 ${tasks} 个任务，用了 ${seconds.toFixed(2)} 秒：`,
  single: (tasks, seconds) => `${tasks} 个任务各用一个进程，用了 ${seconds.toFixed(2)} 秒：`,
  legend: (seconds) =>
    `数字是任务的开始，= 是任务在做，. 是没有任务的时间。总宽 ${seconds.toFixed(2)} 秒。`,
  compared: (pooled, single) =>
    `每个任务一个进程，时间是进程池的 ${(single / Math.max(pooled, 0.001)).toFixed(1)} 倍。` +
    "两个时间都包括启动进程；\n同时运行的进程都不多于进程池里的。",
  allDone: (tasks) => `两种方法都把 ${tasks} 个任务各做了一次`,
  fewWorkers: (used, most) => `进程池最多 ${most} 个进程，用了 ${used} 个`,
  oneAtATime: "每个进程同时只做一个任务",
  manyProcesses: (count) => `不用进程池则用了 ${count} 个进程`,
};

export const TEXTS = { en: english, zh: chinese };
