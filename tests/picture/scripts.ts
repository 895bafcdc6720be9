// What is said in the pictures.

/** Something that one of the people does. */
export interface Step {
  readonly name: string;
  /** What they type, for whoever is at the screen. */
  readonly text: string;
  /** What they ask the room for, for the others; without it they only enter. */
  readonly request?: Readonly<Record<string, unknown>>;
  /** What the screen shows when that is done. */
  readonly shows: string;
}

/** A talk as one member sees it. */
export interface Script {
  readonly language: "en" | "zh";
  /** Whose screen it is. */
  readonly name: string;
  /** What the picture is, and in which language, for those who don't see it. */
  readonly words: { readonly description: string; readonly locale: string };
  /** What happened before that member entered, and after. */
  readonly before: readonly Step[];
  readonly after: readonly Step[];
  /** What is said last, and has not reached the server. */
  readonly unsent: string;
  /** What is being typed. */
  readonly draft: string;
}

const type = (name: string, text: string, shows = text): Step => ({ name, text, shows });
const say = (name: string, text: string): Step => ask(name, { kind: "say", text }, text.slice(-4));
const act = (name: string, text: string): Step => ask(name, { kind: "act", text }, text);
const whisper = (name: string, to: string, text: string): Step =>
  ask(name, { kind: "whisper", to, text }, text);
const topic = (name: string, text: string): Step => ask(name, { kind: "topic", text }, text);

function ask(name: string, request: Readonly<Record<string, unknown>>, shows: string): Step {
  return { name, text: "", request, shows };
}

export const SCRIPTS: readonly Script[] = [
  {
    language: "en",
    name: "Ada",
    words: { description: "A talk as Ada sees it in her terminal", locale: "en" },
    before: [
      say("Grace", "Morning! The new build is on the shelf."),
      say("小明", "早上好。I have it running, nothing odd so far."),
    ],
    after: [
      topic("Grace", "release on Friday"),
      say("Linus", "Ada, can you look at the retry timer before lunch?"),
      type("Ada", "On it. It backs off too soon, I think."),
      act("小明", "pulls the network cable out"),
      say(
        "小明",
        "Ten messages while it was out, and after it was back all ten were here, in the order I typed them.",
      ),
      whisper("Grace", "Ada", "Noodles at one?"),
      type("Ada", "/msg Grace Gladly!", "Gladly!$|Gladly!\\n"),
    ],
    unsent: "The timer is fixed, see for yourselves",
    draft: "Linus, you can",
  },
  {
    language: "zh",
    name: "小红",
    words: { description: "小红在终端里看到的聊天", locale: "zh-CN" },
    before: [
      say("小明", "早上好！新版本放好了。"),
      say("Ada", "Good morning. 我这里运行正常。"),
    ],
    after: [
      topic("小明", "星期五发布"),
      say("老王", "小红，午饭前能看一下重发的计时器吗？"),
      type("小红", "正在看，好像退避得太早了。"),
      act("Ada", "把网线拔了下来"),
      say("Ada", "断线的时候发了十条，接上以后十条都到了，顺序也和我输入的一样，一条也没有丢。"),
      whisper("小明", "小红", "一点去吃面？"),
      type("小红", "/msg 小明 好啊！", "好啊！$|好啊！\\n"),
    ],
    unsent: "计时器改好了，大家看看",
    draft: "老王，你可以",
  },
];
