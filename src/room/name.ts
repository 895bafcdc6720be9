/** Most characters (code points) of a name. */
export const NAME_LIMIT = 32;

/** Why a text is not a name. */
export type NameFault = "empty" | "too-long" | "white-space" | "invisible" | "reserved";

/** What a name may not contain, whatever its case or width: it would pass for the operator. */
const RESERVED = ["管理员", "admin"];

// U+2800 is a blank that Unicode counts as a symbol.
const WHITE_SPACE = /[\p{White_Space}\u2800]/u;
// Control, format (bidirectional marks among them), lone surrogates, and letters that only fill a space.
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\u115f\u1160\u3164\uffa0]/u;
const IGNORABLE = /\p{Default_Ignorable_Code_Point}/gu;
// A mark in front would attach to what is printed before the name.
const LEADING_MARK = /^\p{M}/u;

/**
 * A member's name: 1 to 32 characters in Unicode's NFC, without white space, control, format or
 * bidirectional characters, and not reserved. Only {@link Name.parse} makes one, so a name is never wrong.
 */
export class Name {
  private constructor(
    /** The name as people see it. */
    readonly text: string,
    /** Equal for two names that differ only in case, width or invisible variation. */
    readonly key: string,
  ) {}

  /** The name that `text` is, or why it is none. */
  static parse(text: string): Name | NameFault {
    const normal = text.normalize("NFC");
    if (normal === "") return "empty";
    if (WHITE_SPACE.test(normal)) return "white-space";
    if (INVISIBLE.test(normal) || LEADING_MARK.test(normal)) return "invisible";
    // A code point has at most two UTF-16 code units: this spares counting those of a long text.
    if (normal.length > 2 * NAME_LIMIT || [...normal].length > NAME_LIMIT) return "too-long";
    const key = fold(normal);
    if (key === "") return "invisible";
    if (RESERVED.some((word) => key.includes(word))) return "reserved";
    return new Name(normal, key);
  }
}

/**
 * Folds case and width. Through upper case, since it is what makes one of `ß` and `SS`, of `ς` and `σ`, and
 * through lower case before, since `ẞ` has its partner there; NFKC before it folds width, after it restores
 * the order of marks.
 */
function fold(text: string): string {
  const plain = text.normalize("NFKC").replace(IGNORABLE, "");
  return plain.toLowerCase().toUpperCase().toLowerCase().normalize("NFKC");
}
