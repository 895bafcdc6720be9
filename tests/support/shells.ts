// Shells that complete a line with one of the program's scripts, as they do when somebody presses Tab.

import { within } from "./deadline.ts";

/** What stands before the script, and after it to complete the words `$@`, the last one begun. */
const SHELLS = {
  bash: {
    command: ["bash", "--norc", "-c"],
    before: "",
    after: `COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_chatroom
[[ \${#COMPREPLY[@]} == 0 ]] || printf '%s\\n' "\${COMPREPLY[@]}"`,
  },
  // Without a terminal, zsh has no completion system: what the script calls of it is made here.
  zsh: {
    command: ["zsh", "-f", "-c"],
    before: `compdef() { : }
compset() { words[CURRENT]=\${words[CURRENT]#*=} }
compadd() { shift; offer "$@" }
_describe() { offer "\${(@)\${(P@)2}%%:*}" }
offer() { local each; for each in "$@"; do [[ $each == $words[CURRENT]* ]] && print -r -- $each; done }`,
    after: `words=("$@") CURRENT=$#
_chatroom`,
  },
  fish: {
    command: ["fish", "--no-config", "-c"],
    before: "",
    after: `complete -C "$argv" | string replace -r '\\t.*' ''`,
  },
} as const;

export type Shell = keyof typeof SHELLS;

/** The shells that are installed here. */
export const INSTALLED = (Object.keys(SHELLS) as Shell[]).filter(isInstalled);

function isInstalled(shell: Shell): boolean {
  try {
    return new Deno.Command(shell, { args: ["-c", "true"], stdout: "null" }).outputSync().success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** What the shell offers for the last of the words, in the order of the alphabet. */
export async function complete(
  shell: Shell,
  script: string,
  words: readonly string[],
): Promise<string[]> {
  const { command: [command, ...args], before, after } = SHELLS[shell];
  // fish takes the line as one; the others have an argument for $0.
  const line = shell === "fish" ? [words.join(" ")] : [shell, ...words];
  const completion = new Deno.Command(command, {
    args: [...args, [before, script, after].join("\n"), ...line],
    env: { LC_ALL: "C.UTF-8" },
    stdin: "null",
  });
  const { stdout, stderr } = await within(completion.output(), `${shell} to complete ${words}`);
  const fault = new TextDecoder().decode(stderr);
  if (fault !== "") throw new Error(`Cannot complete in ${shell}: ${fault}`);
  const offers = new TextDecoder().decode(stdout).split("\n").filter((word) => word !== "");
  return offers.toSorted();
}
