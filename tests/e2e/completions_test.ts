import { assert, assertEquals, assertMatch } from "@std/assert";
import { type Place, SCRIPTS } from "../../src/cli/completion_scripts.ts";
import { Program } from "../support/program.ts";
import { complete, INSTALLED, type Shell } from "../support/shells.ts";

const scriptOf = async (shell: Shell, ...args: string[]) =>
  (await Program.run(["completions", shell, ...args])).stdout;

/** The commands and options that a help names. */
async function helpOf(path: readonly string[]): Promise<{ words: string[]; options: string[] }> {
  const { stdout } = await Program.run([...path, "--help"]);
  const [, words = ""] = /\n(?:Commands|Lessons):\n((?: {2}.*\n)*)/.exec(stdout) ?? [];
  return {
    words: [...words.matchAll(/^ {2}(\S+)/gm)].map(([, word = ""]) => word),
    options: [...stdout.matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, option = ""]) => option),
  };
}

Deno.test("chatroom completions: bash is tested wherever this is", () => {
  assert(INSTALLED.includes("bash"));
});

for (const shell of INSTALLED) {
  Deno.test(`chatroom completions ${shell} completes all that the help names`, async () => {
    const script = await scriptOf(shell);
    const { words } = await helpOf([]);
    assertEquals(await complete(shell, script, ["chatroom", ""]), words.toSorted());
    const { words: lessons } = await helpOf(["exercise"]);
    assert(words.length >= 5 && lessons.length >= 8);
    const paths = [...words.map((word) => [word]), ...lessons.map((name) => ["exercise", name])];
    for (const path of [[], ...paths]) {
      const { options } = await helpOf(path);
      assert(options.includes("--help"));
      const offered = await complete(shell, script, ["chatroom", ...path, "--"]);
      assertEquals(offered, options.toSorted(), path.join(" "));
    }
    assertEquals(await complete(shell, script, ["chatroom", "exercise", "t"]), [
      "threads",
      "tickets",
    ]);
  });

  Deno.test(`chatroom completions ${shell} knows which option takes what`, async () => {
    const script = await scriptOf(shell, "--lang", "zh");
    const offered = async (...words: string[]) =>
      await complete(shell, script, ["chatroom", ...words]);
    assertEquals(await offered("join", "--lang", ""), ["en", "zh"]);
    assertEquals(await offered("join", "--lang", "z"), ["zh"]);
    assertEquals(await offered("join", "--name", "j"), []);
    assertEquals(await offered("join", "--name", "serve", "--his"), ["--history"]);
    assertEquals(await offered("exercise", "--lang", "zh", "tickets", "--se"), ["--sellers"]);
    assertEquals(await offered("completions", "f"), ["fish"]);
    assertEquals(await offered("exercise", "primes", "--algorithm", "s"), ["sieve", "sqrt"]);
  });

  Deno.test(`chatroom completions ${shell} takes texts to the letter`, async () => {
    const summary = `it's "a" \\ $(echo oops >&2) \`echo oops >&2\` $HOME ; & | :x`;
    const place: Place = {
      path: [],
      words: [{ word: "one", summary }],
      options: [{ word: "--two", summary, values: ["three"] }],
    };
    const script = SCRIPTS[shell]([place, { path: ["one"], words: [], options: [] }]);
    assertEquals(await complete(shell, script, ["chatroom", "o"]), ["one"]);
    assertEquals(await complete(shell, script, ["chatroom", "--t"]), ["--two"]);
    assertEquals(await complete(shell, script, ["chatroom", "--two", ""]), ["three"]);
  });
}

Deno.test("chatroom completions completes --option=value", async () => {
  for (const shell of INSTALLED) {
    const script = await scriptOf(shell);
    // bash hands over the = as a word of its own.
    const words = shell === "bash" ? ["--lang", "=", "z"] : ["--lang=z"];
    const expected = shell === "fish" ? "--lang=zh" : "zh";
    assertEquals(await complete(shell, script, ["chatroom", "join", ...words]), [expected]);
  }
  const bash = await scriptOf("bash");
  assertEquals(await complete("bash", bash, ["chatroom", "join", "--lang", "="]), ["en", "zh"]);
});

Deno.test("chatroom completions refuses what is no shell, and nothing, in one line", async () => {
  for (
    const [args, line] of [
      [["csh"], /^chatroom: Invalid bash\|zsh\|fish 'csh': it is one of bash, zsh, fish\n$/],
      [[], /^chatroom: bash\|zsh\|fish needs a value\n$/],
      [["bash", "zsh"], /^chatroom: Unexpected argument zsh\n$/],
    ] as const
  ) {
    const { code, stdout, stderr } = await Program.run(["completions", ...args]);
    assertEquals([code, stdout], [2, ""]);
    assertMatch(stderr, line);
  }
});
