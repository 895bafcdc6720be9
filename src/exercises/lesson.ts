import type { Language } from "../language/mod.ts";

/** A text in every language of the program. */
export type Text = Readonly<Record<Language, string>>;

/** An option of a lesson. Every lesson also has those that the command line gives to all. */
export type LessonOption =
  /** Given or not. */
  | { readonly kind: "flag"; readonly summary: Text }
  /** A whole number; `1e9` and `1_000_000` are taken too. */
  | NumericOption<"integer">
  /** A number that may have a fraction. */
  | NumericOption<"number">
  /** One of a few words. */
  | {
    readonly kind: "choice";
    readonly summary: Text;
    readonly choices: readonly string[];
    readonly default: string;
  };

interface NumericOption<Kind extends string> {
  readonly kind: Kind;
  readonly summary: Text;
  readonly least: number;
  readonly most: number;
  /** What it is unless told; none for one whose absence means something. */
  readonly default?: number;
}

/** The options of a lesson by their names, without the dashes. */
export type LessonOptions = Readonly<Record<string, LessonOption>>;

type ValueOf<Option extends LessonOption> = Option extends { kind: "flag" } ? boolean
  : Option extends { choices: readonly (infer Choice)[] } ? Choice
  : Option extends { default: number } ? number
  : number | undefined;

/** What a lesson is run with: a value for each of its options. */
export type LessonValues<Options extends LessonOptions = LessonOptions> = {
  readonly [Name in keyof Options]: ValueOf<Options[Name]>;
};

/** Where a lesson is performed: what it may print, in which language, and when it has to stop. */
export interface Stage {
  readonly language: Language;
  /** How many columns a line has. */
  readonly columns: number;
  /** Whether threads of the lesson may write to the standard output; not where a program reads it. */
  readonly echo: boolean;
  /** Aborts when the person has seen enough. A lesson then ends its children and throws the reason. */
  readonly signal: AbortSignal;
  /** Prints one line. */
  print(line: string): void;
  /** Shows how far a long run has come, in place of what it showed before; nothing to take it away. */
  progress(line?: string): void;
}

/** Something that has to be true of a lesson's result. */
export interface Fact {
  readonly holds: boolean;
  /** What is true, or would be, in the language of the stage: "each ticket was sold once". */
  readonly text: string;
}

/** What came out. */
export interface LessonResult {
  /** What the lesson verified of its own result. */
  readonly facts: readonly Fact[];
  /** The result for programs: something that JSON can carry. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** A lesson. */
export interface Lesson<Options extends LessonOptions = LessonOptions> {
  /** What it is called by. */
  readonly name: string;
  /** What it is about, in one line. */
  readonly summary: Text;
  /** What it teaches, which primitives it uses, what to try. */
  readonly explanation: Text;
  readonly options: Options;
  /** Its files, the first one to be read first. */
  readonly sources: readonly URL[];
  /** Performs it. Whatever it started has ended when the promise settles. */
  run(values: LessonValues<Options>, stage: Stage): Promise<LessonResult>;
}

/** A lesson like any other, once its `run()` has been checked against its own options. */
export function defineLesson<const Options extends LessonOptions>(
  lesson: Lesson<Options>,
): Lesson {
  return lesson as unknown as Lesson;
}
