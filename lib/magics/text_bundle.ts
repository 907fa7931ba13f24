import type { Bundle } from "../display/bundle.ts";
import { alignColumns } from "../display/columns.ts";
import { escapeHtml } from "../display/escape_html.ts";
import { MAGIC_NAMES } from "../track/magic_names.ts";
import { written } from "./grammar.ts";

/** Lines of text as a notebook shows them: as they are, in a font of one width. */
export function textBundle(text: string): Bundle {
  const style =
    "margin:0;padding:0;background:none;border:0;font-size:12px;line-height:1.5;white-space:pre-wrap";
  return { data: { "text/html": `<pre style="${style}">${escapeHtml(text)}</pre>`, "text/plain": text } };
}

/** What `//%magics` shows. */
export function helpText(): string {
  const rows = MAGIC_NAMES.map((magic) => [`${written(magic)} ${magic.usage}`.trimEnd(), magic.summary]);
  return [
    "Magics are comments: //%%name on a cell's first line, //%name at the begin of any line of code.",
    ...alignColumns(rows, ["left", "left"]).map((row) => `  ${row}`),
    "Values are numbers, true, false, 'text', \"text\" or bare words; dots nest: budget.grams=5.",
    "A line magic takes effect at the end of its cell. //%%bench repeats the cell as the body of a function: what the",
    "cell declares is new in each repetition, what it changes outside is changed each time, its output comes once.",
  ].join("\n");
}
