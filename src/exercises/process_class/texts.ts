import type { LessonOptions, Text } from "../lesson.ts";

export const SUMMARY: Text = {
  en: "Processes from a class that inherits Process, overrides run()",
  zh: "继承 Process、重写 run() 的自定义进程类；其中一个进程会失败",
};

export const EXPLANATION: Text = {
  en: `A class inherits Process, its constructor calls the parent's with super(), and
it overrides run(). Three of the processes add up numbers; one fails on purpose.

What it teaches
  A process has memory of its own: it is told which class to make and with which
  arguments, and it answers with messages and a result. Its number (pid) is
  known to the whole machine, its exit code to its parent: 0 if run() returned,
  1 if it threw. The error arrives at join(), with its message.
  All are started before any is waited for: only so do they run together.

Primitives
  Process (Python's multiprocessing.Process), task, start, join, exitCode, pid

What to try
  chatroom exercise process-class --last 30000000
  chatroom exercise process-class --source
  Join each process directly after its start. What changes?`,
  zh: `一个类继承 Process，构造函数用 super() 加载父类的构造函数，并重写 run()。
三个进程求和，一个故意失败。

学到什么
  进程有自己的内存：父进程只告诉它创建哪个类、用什么参数，
  它用消息和结果回答。进程号（pid）整台机器都知道；退出码给父进程：
  run() 返回则是 0，抛出错误则是 1。错误和它的信息会到达 join()。
  先全部 start，再逐个 join：只有这样它们才同时运行。

用到的原语
  Process（Python 的 multiprocessing.Process）、task、start、join、exitCode、pid

试一试
  chatroom exercise process-class --last 30000000
  chatroom exercise process-class --source
  每个进程 start 之后马上 join，会有什么变化？`,
};

export const OPTIONS = {
  last: {
    kind: "integer",
    least: 1,
    most: 30_000_000,
    default: 1000,
    summary: {
      en: "the first process adds up 1 to N, the second 1 to 2N, the third 1 to 3N",
      zh: "第一个进程求 1 到 N 的和，第二个 1 到 2N，第三个 1 到 3N",
    },
  },
} as const satisfies LessonOptions;

const english = {
  complaint: "I was told to fail",
  parent: (pid: number) => `The parent is process ${pid}`,
  started: (name: string, pid: number | undefined) => `${name} started as process ${pid}`,
  ended: (name: string, exitCode: number | undefined, outcome: string) =>
    `${name} ended with exit code ${exitCode}: ${outcome}`,
  ownPids: "each process had a number of its own",
  samePid: "the same inside as outside",
  rightSums: "the sums are right",
  failed: "the one that failed ended with exit code 1, and its error arrived",
};

const chinese: typeof english = {
  complaint: "我是奉命失败的",
  parent: (pid) => `父进程是 ${pid}`,
  started: (name, pid) => `${name} 启动，进程号 ${pid}`,
  ended: (name, exitCode, outcome) => `${name} 结束，退出码 ${exitCode}：${outcome}`,
  ownPids: "每个进程有自己的进程号",
  samePid: "里外看到的一样",
  rightSums: "和都正确",
  failed: "失败的进程退出码是 1，错误传到了父进程",
};

export const TEXTS = { en: english, zh: chinese };
