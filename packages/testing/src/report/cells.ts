/** Texts in the cells of a table: how wide a terminal draws them, cut to a width, and padded. */

/** What terminals draw two columns wide: East Asian letters, full-width forms, and emoji. */
const WIDE =
  /\p{Emoji_Presentation}|\uFE0F|[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}]/u;
/** What takes no room of its own. */
const NONE = /^[\p{Mark}\p{Format}]+$/u;

const graphemes: Intl.Segmenter = /* @__PURE__ */ new Intl.Segmenter();

/** Splits a text into what is seen as one character each; what would break the line is shown as a space. */
function charactersOf(text: string): string[] {
  return Array.from(graphemes.segment(text.replace(/\p{Control}+/gu, " ")), ({ segment }) => segment);
}

function widthOfOne(character: string): number {
  if (NONE.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

/** Returns how many columns of a terminal a text takes. */
export function widthOf(text: string): number {
  return charactersOf(text).reduce((sum, each) => sum + widthOfOne(each), 0);
}

/** Cuts a text to `width` columns, in its middle, since names often differ in their ends; and fills it up with spaces. */
export function cell(text: string, width: number): string {
  const all = charactersOf(text);
  const own = widthOf(text);
  if (own <= width) return all.join("") + " ".repeat(width - own);
  const begin = taken(all, Math.ceil((width - 1) / 2));
  const end = taken(all.toReversed(), Math.floor((width - 1) / 2)).reverse();
  const cut = `${begin.join("")}…${end.join("")}`;
  return cut + " ".repeat(Math.max(0, width - widthOf(cut)));
}

/** Returns the first characters that have room in `width` columns. */
function taken(characters: readonly string[], width: number): string[] {
  let remaining = width;
  const end = characters.findIndex((each) => {
    remaining -= widthOfOne(each);
    return remaining < 0;
  });
  return characters.slice(0, end < 0 ? characters.length : end);
}
