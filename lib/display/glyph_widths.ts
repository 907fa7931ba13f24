/**
 * Advance widths of the printable ASCII characters in thousandths of the font size, for Helvetica and the fonts
 * made to its measure (Arial, Liberation Sans, Nimbus Sans). Source: Adobe's font metrics for Helvetica, 1997,
 * free to use.
 */
const ASCII =
  ("278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 " +
    "584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 " +
    "944 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 " +
    "333 500 278 556 500 722 500 500 500 334 260 334 584").split(" ").map(Number);

/** A bold letter is this much wider on average. */
const BOLD = 1.07;

/** Letters beyond ASCII: most Latin, Greek and Cyrillic ones are narrower. */
const OTHER = 600;

/** Ideographs and emoji fill a square. */
const WIDE = 1000;

/** The fonts that these widths are right for, in the order of preference. */
export const FONT_FAMILY = '"Helvetica Neue", Arial, "Liberation Sans", sans-serif';

/**
 * Width of one line of text in pixels.
 *
 * @param text The characters, without markup.
 * @param fontSize Size in pixels.
 * @param bold Whether it is set in bold.
 */
export function textWidth(text: string, fontSize: number, bold = false): number {
  let thousandths = 0;
  for (const character of text) thousandths += advance(character.codePointAt(0) ?? 0);
  return thousandths / 1000 * fontSize * (bold ? BOLD : 1);
}

function advance(code: number): number {
  const ascii = ASCII[code - 0x20];
  if (ascii !== undefined) return ascii;
  if (code < 0x20 || code === 0x200b || code === 0x200d || (code >= 0xfe00 && code <= 0xfe0f)) return 0;
  return code >= 0x1100 && (code < 0x1200 || code >= 0x2e80) ? WIDE : OTHER;
}
