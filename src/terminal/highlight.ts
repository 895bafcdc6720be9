import { bold, cyan, dim, green, magenta, yellow } from "@std/fmt/colors";
import tokenize, { type Token } from "js-tokens";

/** Words that TypeScript keeps for itself, at least in some places. */
const KEYWORDS = new Set(
  ("abstract as async await break case catch class const continue declare default delete do else enum " +
    "export extends finally for from function get if implements import in infer instanceof interface is " +
    "keyof let new of override private protected public readonly return satisfies set static super switch " +
    "this throw try type typeof using var void while yield").split(" "),
);
const LITERALS = new Set(["false", "null", "true", "undefined"]);

/** TypeScript in colour. */
export function highlight(source: string): string {
  let before = "";
  let painted = "";
  for (const token of tokenize(source)) {
    painted += paint(token, before);
    before = token.value;
  }
  return painted;
}

/** A token in colour; `before` is the text of the one before. */
function paint({ type, value }: Token, before: string): string {
  switch (type) {
    case "SingleLineComment":
    case "MultiLineComment":
      return eachLine(value, dim);
    case "StringLiteral":
    case "NoSubstitutionTemplate":
    case "TemplateHead":
    case "TemplateMiddle":
    case "TemplateTail":
    case "RegularExpressionLiteral":
      return eachLine(value, green);
    case "NumericLiteral":
      return yellow(value);
    case "IdentifierName":
      // What follows a dot is a name, whatever it is elsewhere.
      return before.endsWith(".") ? value : paintWord(value);
    default:
      return value;
  }
}

function paintWord(word: string): string {
  if (KEYWORDS.has(word)) return magenta(word);
  if (LITERALS.has(word)) return yellow(word);
  // By custom, types and classes are written LikeThis, constants LIKE_THIS.
  return /^[A-Z].*[a-z]/.test(word) ? cyan(word) : word;
}

/** Pagers forget a colour at the end of a line. */
function eachLine(text: string, color: (line: string) => string): string {
  return text.split("\n").map((line) => line === "" ? line : color(line)).join("\n");
}

/** The heading above a file. */
export function paintHeading(text: string): string {
  return bold(text);
}
