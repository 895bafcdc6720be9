// The npm builds of these packages carry no types. What the program uses of them is declared here, as
// narrow as their real signatures; with `jsr:` in the import map this file can go.

declare module "@std/cli/parse-args" {
  /** What `parseArgs` returns: the positional arguments in `_`, every option under its name. */
  export interface Args {
    _: string[];
    [name: string]: unknown;
  }
  export interface ParseOptions {
    boolean?: readonly string[];
    string?: readonly string[];
    alias?: Record<string, string>;
    collect?: readonly string[];
    negatable?: readonly string[];
    stopEarly?: boolean;
    /** Called for each argument that no option describes; `false` leaves it out. */
    unknown?: (argument: string, key?: string, value?: unknown) => unknown;
  }
  export function parseArgs(args: readonly string[], options?: ParseOptions): Args;
}

declare module "@std/bytes/concat" {
  export function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer>;
}

declare module "@std/bytes/equals" {
  export function equals(one: Uint8Array, other: Uint8Array): boolean;
}

declare module "@std/bytes/starts-with" {
  export function startsWith(source: Uint8Array, prefix: Uint8Array): boolean;
}

declare module "@std/encoding/base64url" {
  export function encodeBase64Url(bytes: Uint8Array): string;
  /** @throws {TypeError} for a text that is no base64url */
  export function decodeBase64Url(text: string): Uint8Array<ArrayBuffer>;
}

declare module "@std/encoding/hex" {
  export function encodeHex(bytes: Uint8Array): string;
  /** @throws {TypeError} for a text that is no even number of hexadecimal digits */
  export function decodeHex(text: string): Uint8Array<ArrayBuffer>;
}

declare module "@std/fmt/colors" {
  export function setColorEnabled(value: boolean): void;
  export function getColorEnabled(): boolean;
  export function bold(text: string): string;
  export function dim(text: string): string;
  export function red(text: string): string;
  export function green(text: string): string;
  export function yellow(text: string): string;
  export function blue(text: string): string;
  export function magenta(text: string): string;
  export function cyan(text: string): string;
  export function gray(text: string): string;
  export function inverse(text: string): string;
  export function rgb8(text: string, color: number): string;
  export function stripAnsiCode(text: string): string;
}

declare module "@std/text/closest-string" {
  export function closestString(word: string, possibleWords: readonly string[]): string;
}

declare module "@std/text/levenshtein-distance" {
  export function levenshteinDistance(a: string, b: string): number;
}

declare module "@std/assert" {
  export function assert(condition: unknown, message?: string): asserts condition;
  export function assertEquals<T>(actual: T, expected: T, message?: string): void;
  export function assertNotEquals<T>(actual: T, expected: T, message?: string): void;
  export function assertStrictEquals<T>(actual: unknown, expected: T, message?: string): void;
  export function assertExists<T>(actual: T, message?: string): asserts actual is NonNullable<T>;
  export function assertMatch(actual: string, expected: RegExp, message?: string): void;
  export function assertNotMatch(actual: string, expected: RegExp, message?: string): void;
  export function assertStringIncludes(actual: string, expected: string, message?: string): void;
  export function assertGreater<T>(actual: T, expected: T, message?: string): void;
  export function assertGreaterOrEqual<T>(actual: T, expected: T, message?: string): void;
  export function assertLess<T>(actual: T, expected: T, message?: string): void;
  export function assertLessOrEqual<T>(actual: T, expected: T, message?: string): void;
  export function assertInstanceOf<T>(
    actual: unknown,
    // deno-lint-ignore no-explicit-any
    type: abstract new (...args: any[]) => T,
    message?: string,
  ): asserts actual is T;
  export function assertThrows<E extends Error = Error>(
    run: () => unknown,
    // deno-lint-ignore no-explicit-any
    type?: abstract new (...args: any[]) => E,
    includes?: string,
    message?: string,
  ): E;
  export function assertRejects<E extends Error = Error>(
    run: () => PromiseLike<unknown>,
    // deno-lint-ignore no-explicit-any
    type?: abstract new (...args: any[]) => E,
    includes?: string,
    message?: string,
  ): Promise<E>;
  export function fail(message?: string): never;
}

declare module "ms" {
  /** Milliseconds of a duration such as "30m"; undefined where the text is not one. */
  export default function ms(text: string): number | undefined;
}

declare module "@std/streams/text-line-stream" {
  /** Text in, lines without their ends out. */
  export class TextLineStream extends TransformStream<string, string> {
    constructor(options?: { allowCR?: boolean });
  }
}

/** ECMAScript 2026, "JSON.parse source text access": V8 has it, TypeScript does not know it yet. */
interface JSON {
  parse(
    text: string,
    // deno-lint-ignore no-explicit-any -- as in the declaration of TypeScript
    reviver: (this: any, key: string, value: any, context: { readonly source?: string }) => any,
    // deno-lint-ignore no-explicit-any
  ): any;
  /** A value that `JSON.stringify()` writes as this text: that of a string, number, boolean or null. */
  rawJSON(text: string): unknown;
}

/** Unicode's confusables (UTS #39): each character that looks like others, and what stands for all of them. */
declare module "unhomoglyph/data.json" {
  const prototypes: Readonly<Record<string, string>>;
  export default prototypes;
}
