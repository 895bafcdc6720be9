import type { HelpTexts, Language, Messages } from "../language/mod.ts";
import type { OptionSpecs } from "./arguments/options.ts";

/** What every command is given. */
export interface Context {
  readonly language: Language;
  readonly messages: Messages;
  /** Whether nobody types here, as a shell runs the program in the background; only `serve` is told. */
  readonly isInBackground?: boolean;
}

/** A line that somebody may type, and what it does. */
export interface Example {
  readonly line: string;
  readonly summary: (help: HelpTexts) => string;
}

/** A subcommand. */
export interface Command {
  readonly name: string;
  /** What follows the name in the usage line beside the options, and what it means. */
  readonly argument?: {
    readonly usage: string;
    /** The environment variable that stands for it where it is not given. */
    readonly variable?: string;
    readonly summary: (help: HelpTexts) => string;
  };
  readonly summary: (help: HelpTexts) => string;
  readonly options: OptionSpecs;
  readonly examples?: readonly Example[];
  /** What its exit codes mean, in a line or several, where that is not what they mean elsewhere. */
  readonly exitCodes?: (help: HelpTexts) => readonly string[];
  /** Commands below it, such as `exercise tickets`, each with its whole name. */
  readonly subcommands?: (context: Context) => readonly Command[];
  /** Its help, where that depends on the arguments behind its name. */
  readonly help?: (args: readonly string[], context: Context) => string;
  /** Runs the command with the arguments behind its name. Returns the exit code. */
  run(args: readonly string[], context: Context): Promise<number>;
}
