import type { Text } from "../lesson.ts";

export const SUMMARY: Text = {
  en: "A class that keeps its age to itself, in four ways",
  zh: "把年龄藏起来的类：四种写法，各自挡住什么",
};

export const EXPLANATION: Text = {
  en: `The course's class A has a private age; its setter answers an age below zero
with 你干嘛呢?

What it teaches
  private age       TypeScript's: the compiler refuses, the program does not
  #age              JavaScript's own: cannot even be written outside the class
  get age, set age  looks like a property, but each assignment is checked
  closure           no field at all: a variable that only two functions can see

What to try
  chatroom exercise encapsulation --source
  Take away a @ts-expect-error comment and run: deno check src
  In Python, self.__age is only renamed to self._A__age. Which of the four is
  that most like?`,
  zh: `课程里的类 A 有一个私有的年龄；年龄小于零时，它的 setter 回答 你干嘛呢?

学到什么
  private age       TypeScript 的关键字：编译器会挡住，运行中的程序不会
  #age              JavaScript 自己的：类的外面连写都写不出来
  get age, set age  看起来是属性，但每次赋值都经过检查
  closure（闭包）   根本没有字段，只有两个函数看得见的变量

试一试
  chatroom exercise encapsulation --source
  去掉一个 @ts-expect-error 注释，再运行 deno check src
  Python 的 self.__age 只是改名成了 self._A__age。它最像这四种里的哪一种？`,
};

const english = {
  opening: "A person is 18; a caller looks at that, and then tries to make it -1999.",
  accepted: "accepted",
  compiler: (says: "refuses" | "accepts") => `the compiler ${says} it`,
  running: {
    refused: "the running program refuses it: the setter was called",
    changed: "the running program obeys: the age is now -1999",
    missed: "the running program makes another property: the age is still 18",
  },
  settersCheck: "every setter refused -1999",
  keywordIsOpen: "`private` alone let the age be changed at run time",
  othersHold: "#age, accessors and the closure kept it at 18",
  hashIsSyntax: "#age cannot even be written outside of its class",
};

const chinese: typeof english = {
  opening: "一个人 18 岁；调用者先看一看，再想改成 -1999。",
  accepted: "接受了",
  compiler: (says) => says === "refuses" ? "编译器拒绝" : "编译器接受",
  running: {
    refused: "运行中的程序拒绝：调用了 setter",
    changed: "运行中的程序照办：现在年龄是 -1999",
    missed: "运行中的程序另建了一个属性：年龄还是 18",
  },
  settersCheck: "每个 setter 都拒绝了 -1999",
  keywordIsOpen: "只有 private 时，运行中能改年龄",
  othersHold: "#age、存取器和闭包都保持 18",
  hashIsSyntax: "#age 在类的外面连写都写不出来",
};

export const TEXTS = { en: english, zh: chinese };
