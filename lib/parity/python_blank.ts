/** What Python takes for a blank in text, as part of a pattern with the flag `v`: not the byte order mark. */
export const PYTHON_BLANK = String.raw`[[\s\x1c-\x1f\x85]--[\ufeff]]`;
