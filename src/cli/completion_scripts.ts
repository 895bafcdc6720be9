// Scripts that make a shell complete the words of a command line, from a description of what can stand where.

/** A word, and what it means. */
export interface Word {
  readonly word: string;
  readonly summary: string;
}

/** An option, with its dashes. */
export interface OptionWord extends Word {
  /** The values that it takes; none for one that takes any, undefined for one that takes no value. */
  readonly values: readonly string[] | undefined;
}

/** What can stand behind some words of the command line. */
export interface Place {
  /** The words before it, without the program's name: none, or such as `exercise tickets`. */
  readonly path: readonly string[];
  readonly words: readonly Word[];
  readonly options: readonly OptionWord[];
}

/** Makes a shell's script of all places. */
export type ScriptMaker = (places: readonly Place[]) => string;

/** The shells that there is a script for. */
export const SCRIPTS = { bash, zsh, fish } as const satisfies Record<string, ScriptMaker>;

function bash(places: readonly Place[]): string {
  const join = (all: readonly Word[]) => quote(all.map(({ word }) => word).join(" "));
  const words = places.map(({ path, words, options }) =>
    `    (${quote(keyOf(path))}) words=${join(words)} options=${join(options)} ;;`
  );
  return lines(
    "# Completions of chatroom for bash: source <(chatroom completions bash)",
    "_chatroom() {",
    "  local place= option=${COMP_WORDS[COMP_CWORD-1]} word=${COMP_WORDS[COMP_CWORD]}",
    "  local words= options= i",
    "  for ((i = 1; i < COMP_CWORD; i++)); do",
    '    case "$place ${COMP_WORDS[i]}" in',
    `      (${alternatives(places)}) place="$place \${COMP_WORDS[i]}" ;;`,
    "    esac",
    "  done",
    "  # bash takes the = of --option=value for a word.",
    "  if [[ $word == = ]]; then word=",
    "  elif [[ $option == = ]]; then option=${COMP_WORDS[COMP_CWORD-2]}",
    "  fi",
    "  COMPREPLY=()",
    '  case "$place" in',
    ...words,
    "  esac",
    '  if [[ $word == -* || $words == "" ]]; then words=$options; fi',
    '  case "$place $option" in',
    ...valueCases(places, (values) => values === "" ? "return" : `words=${quote(values)}`),
    "  esac",
    '  COMPREPLY=($(compgen -W "$words" -- "$word"))',
    "}",
    "complete -F _chatroom chatroom",
  );
}

function zsh(places: readonly Place[]): string {
  const list = (name: string, all: readonly Word[]) => [
    `      ${name}=(`,
    ...all.map(({ word, summary }) => `        ${quote(`${word}:${summary}`)}`),
    "      )",
  ];
  const words = places.flatMap(({ path, words, options }) => [
    `    (${quote(keyOf(path))})`,
    ...list("found", words),
    ...list("options", options),
    "      ;;",
  ]);
  return lines(
    "#compdef chatroom",
    "# Completions of chatroom for zsh: source <(chatroom completions zsh)",
    "_chatroom() {",
    "  local place= option=$words[CURRENT-1] i",
    "  local -a found options",
    "  for ((i = 2; i < CURRENT; i++)); do",
    '    case "$place $words[i]" in',
    `      (${alternatives(places)}) place+=" $words[i]" ;;`,
    "    esac",
    "  done",
    "  if [[ $words[CURRENT] == --*=* ]]; then",
    "    option=${words[CURRENT]%%=*}",
    "    compset -P '*='",
    "  fi",
    '  case "$place $option" in',
    ...valueCases(places, (values) => values === "" ? "return 1" : `compadd -- ${values}; return`),
    "  esac",
    "  case $place in",
    ...words,
    "  esac",
    "  if [[ $words[CURRENT] == -* || $#found == 0 ]]; then found=($options); fi",
    "  _describe chatroom found",
    "}",
    'if [[ $funcstack[1] == _chatroom ]]; then _chatroom "$@"; else compdef _chatroom chatroom; fi',
  );
}

function fish(places: readonly Place[]): string {
  const complete = places.flatMap(({ path, words, options }) => {
    const here = `complete -c chatroom -n ${fishQuote(`__chatroom_at ${fishQuote(keyOf(path))}`)}`;
    return [
      ...words.map(({ word, summary }) => `${here} -a ${word} -d ${fishQuote(summary)}`),
      ...options.map(({ word, summary, values }) => {
        const takes = values === undefined ? "" : ` -x -a ${fishQuote(values.join(" "))}`;
        return `${here} -l ${word.slice("--".length)}${takes} -d ${fishQuote(summary)}`;
      }),
    ];
  });
  return lines(
    "# Completions of chatroom for fish: chatroom completions fish | source",
    "function __chatroom_at",
    "    set -l place ''",
    "    set -l before (commandline -opc)",
    "    set -e before[1]",
    "    for word in $before",
    '        switch "$place $word"',
    `            case ${
      places.filter(isNested).map(({ path }) => fishQuote(keyOf(path))).join(" ")
    }`,
    '                set place "$place $word"',
    "        end",
    "    end",
    '    test "$place" = "$argv[1]"',
    "end",
    "complete -c chatroom -f",
    ...complete,
  );
}

/** The words before a place as the scripts add them up: each with a space in front. */
function keyOf(path: readonly string[]): string {
  return path.map((word) => ` ${word}`).join("");
}

function isNested({ path }: Place): boolean {
  return path.length > 0;
}

/** The keys of all places below a command, as a pattern of `case`. */
function alternatives(places: readonly Place[]): string {
  return places.filter(isNested).map(({ path }) => quote(keyOf(path))).join("|");
}

/** The cases for options that take a value, and what to do with the values. */
function valueCases(places: readonly Place[], act: (values: string) => string): string[] {
  return places.flatMap(({ path, options }) =>
    options.flatMap(({ word, values }) =>
      values === undefined
        ? []
        : [`    (${quote(`${keyOf(path)} ${word}`)}) ${act(values.join(" "))} ;;`]
    )
  );
}

/** A text for a POSIX shell, to the letter. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A text for fish, to the letter. */
function fishQuote(text: string): string {
  return `'${text.replaceAll(/[\\']/g, "\\$&")}'`;
}

function lines(...parts: readonly string[]): string {
  return parts.join("\n");
}
