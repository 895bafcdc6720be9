/** What looks like a link: no other scheme is one. What ends a sentence, or a bracket around it, is not in it. */
const LINK = /https?:\/\/[^\s<>"'`，。；：！？、）】》」』]+/giu;
const TRAILING = /[.,;:!?)\]}'"*_~]+$/u;

/** A part of a text: words, or a link. */
export interface TextPart {
  readonly text: string;
  /** Where the link goes; undefined for words. */
  readonly href?: string;
}

/** The parts of a text, which join to the text again. */
export function partsOf(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    const link = trimmed(match[0]);
    if (!URL.canParse(link)) continue;
    if (match.index > end) parts.push({ text: text.slice(end, match.index) });
    parts.push({ text: link, href: new URL(link).href });
    end = match.index + link.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}

function trimmed(link: string): string {
  const bare = link.replace(TRAILING, "");
  // A bracket that was opened in the link belongs to it.
  const isOpen = bare.includes("(") && link[bare.length] === ")";
  return isOpen ? `${bare})` : bare;
}
