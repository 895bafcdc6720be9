import prototypes from "unhomoglyph/data.json" with { type: "json" };

/** Most characters (code points) of a name. */
export const NAME_LIMIT = 32;

/** Why a text is not a name. */
export type NameFault =
  | "empty"
  | "too-long"
  | "white-space"
  | "invisible"
  /** It has no letter, digit or picture: it would pass for a mark of this program. */
  | "no-letter"
  | "reserved";

// U+2800 is a blank that Unicode counts as a symbol.
const WHITE_SPACE = /[\p{White_Space}\u2800]/u;
// Control, format (bidirectional marks among them), lone surrogates, and letters that only fill a space.
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\u115f\u1160\u3164\uffa0]/u;
const IGNORABLE = /\p{Default_Ignorable_Code_Point}/gu;
// A mark in front would attach to what is printed before the name.
const LEADING_MARK = /^\p{M}/u;
const MARKS = /\p{M}/gu;
const LETTER = /[\p{L}\p{N}\p{Extended_Pictographic}]/u;

/** No name may contain these, however they are written: it would pass for the operator. */
const RESERVED_PARTS = ["管理员", "管理員", "admin", "operator"].map(withoutMarks);

/** No name may be one of these, which this program calls itself, the room and the reader. */
const RESERVED_NAMES = new Set(
  [
    ...["you", "server", "room", "chatroom", "console", "system", "everybody", "nobody"],
    ...["您", "你", "我", "服务器", "伺服器", "聊天室", "控制台", "系统", "系統", "大家"],
  ].map(withoutMarks),
);

/**
 * A member's name: 1 to 32 characters in Unicode's NFC, one of them a letter, digit or picture, without white
 * space, control, format or bidirectional characters, and not reserved. Only {@link Name.parse} makes one, so a
 * name is never wrong.
 */
export class Name {
  private constructor(
    /** The name as people see it. */
    readonly text: string,
    /**
     * Equal for two names that differ only in case, width or invisible variation, or that look alike: the
     * skeleton of UTS #39, section 4.
     */
    readonly key: string,
    /**
     * What no two names in one room may share: the key, and the key of what the name looks like as it is written. A
     * capital I is a small i to the first and a small l to the second.
     */
    readonly looks: readonly string[],
  ) {}

  /** The name that `text` is, or why it is none. */
  static parse(text: string): Name | NameFault {
    const normal = text.normalize("NFC");
    if (normal === "") return "empty";
    if (WHITE_SPACE.test(normal)) return "white-space";
    if (INVISIBLE.test(normal) || LEADING_MARK.test(normal)) return "invisible";
    // A code point has at most two UTF-16 code units: this spares counting those of a long text.
    if (normal.length > 2 * NAME_LIMIT || [...normal].length > NAME_LIMIT) return "too-long";
    const folded = fold(normal);
    if (folded === "") return "invisible";
    if (!LETTER.test(folded)) return "no-letter";
    const key = skeleton(folded);
    const looks = [key, skeleton(normal.normalize("NFKC").replace(IGNORABLE, ""))];
    if (looks.some(isReserved)) return "reserved";
    return new Name(normal, key, looks);
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

/** Whether a name's key is a reserved word, or has one in it. */
function isReserved(key: string): boolean {
  const bare = key.replaceAll(MARKS, "");
  return RESERVED_NAMES.has(bare) || RESERVED_PARTS.some((part) => bare.includes(part));
}

/** What two texts that look alike have in common. */
function skeleton(text: string): string {
  // İ in lower case is an i with a second dot, which nobody sees.
  const characters = text.normalize("NFD").replaceAll("i\u0307", "i");
  let prototype = "";
  for (const character of characters) prototype += prototypes[character] ?? character;
  return prototype.toLowerCase().normalize("NFD");
}

/** A word as reserved words are compared: without accents. */
function withoutMarks(word: string): string {
  return skeleton(word).replaceAll(MARKS, "");
}
