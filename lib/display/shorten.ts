/** What the reader cannot see or what would turn the line round: control characters and direction marks. */
// deno-lint-ignore no-control-regex
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g;

/** One character, one unit of text. */
const PLAIN = /^[\x20-\x7e]*$/;

/**
 * `text` on one line and at most `most` characters long, with an ellipsis where it was cut.
 *
 * @param text Anything a user named.
 * @param most Characters to keep, as a reader counts them: an emoji is one.
 */
export function shorten(text: string, most: number): string {
  // Cut before counting: a name may be megabytes long.
  const start = text.slice(0, most * 16).replace(INVISIBLE, " ").replace(/\s+/g, " ").trim();
  // What most people write needs no search for the borders of characters.
  if (start.length <= most && text.length <= most * 16 && PLAIN.test(start)) return start;
  const characters = Array.from(new Intl.Segmenter().segment(start), ({ segment }) => segment.slice(0, 16));
  if (characters.length <= most && text.length <= most * 16) return characters.join("").toWellFormed();
  return `${characters.slice(0, most - 1).join("").trimEnd().toWellFormed()}…`;
}
