import { tokenize } from "./tokens.ts";

/**
 * Turns magics into comments: that is how the cell runs, and how magics are understood in it. `%%name` in the first
 * line that is not blank, `%name` at the beginning of any line; every line stays where it is.
 *
 * A line within a bracket, a string, a template or a comment belongs to the program, and so does `% b`.
 */
export function commentMagics(code: string): string {
  if (!/^%/m.test(code)) return code;
  const magics = tokenize(code).tokens.filter(({ kind }) => kind === "magic");
  return magics.reduceRight((text, { start }) => `${text.slice(0, start)}//${text.slice(start)}`, code);
}
