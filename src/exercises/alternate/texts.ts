import type { LessonOptions, Text } from "../lesson.ts";

export const SUMMARY: Text = {
  en: "Two threads take turns to print 12A34B56C...5152Z",
  zh: "两个线程轮流打印 12A34B56C...5152Z",
};

export const EXPLANATION: Text = {
  en: `One thread prints 1 to 52, another A to Z, and the output has to be
12A34B56C...5152Z.

What it teaches
  A mutex keeps two threads from doing something at the same time, but does not
  say who comes first. For the order there has to be something to look at (whose
  turn it is), which the mutex protects, and a condition: its wait() lets go of
  the mutex, sleeps until somebody calls notify(), and takes the mutex again. It
  looks again after each wake-up, because another may have been faster.

Primitives
  Thread, Mutex, Condition; Event in the unsafe version

What to try
  chatroom exercise alternate --unsafe     the same without a lock
  chatroom exercise alternate --source
  Do it with two semaphores and no shared word. How many permits has each?`,
  zh: `一个线程打印 1 到 52，另一个打印 A 到 Z，要求输出 12A34B56C...5152Z。

学到什么
  互斥锁（mutex）让两个线程不会同时做一件事，但不管谁先谁后。
  要有顺序，就要有一个可以看的东西（轮到谁），由互斥锁保护；
  还要有条件变量（condition）：wait() 放开锁，睡到有人 notify()，再拿回锁。
  每次醒来都要再看一眼，因为别人可能更快。

用到的原语
  Thread、Mutex、Condition；不加锁的版本用到 Event

试一试
  chatroom exercise alternate --unsafe     不加锁会怎样
  chatroom exercise alternate --source
  用两个信号量，不用共享的变量来写。开始时它们各有几个许可？`,
};

export const OPTIONS = {
  unsafe: {
    kind: "flag",
    summary: {
      en: "run it without the lock: the result is wrong, exit code 1",
      zh: "不加锁：结果不对，退出码 1",
    },
  },
} as const satisfies LessonOptions;

const english = {
  exact: "the output is exactly 12A34B56C...5152Z",
  expected: (text: string) => `It should be: ${text}`,
};

const chinese: typeof english = {
  exact: "输出正好是 12A34B56C...5152Z",
  expected: (text) => `应该是：${text}`,
};

export const TEXTS = { en: english, zh: chinese };
