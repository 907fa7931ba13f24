import { escapeHtml } from "./escape_html.ts";
import { withSubscript } from "./pieces.ts";

/**
 * A figure as card and panel lead with it: the number large, its unit beside it, the interval below.
 *
 * @param figure `"12.3 mg CO2e"`, or words.
 * @param beside What stands below.
 */
export function headlineHtml(figure: string, beside: string): string {
  const [, words = "", number = "", unit = figure] = figure.match(
    /^(less than )?(\d[\d.,]*(?:e[+-]?\d+)?)( .*)$/,
  ) ?? [];
  const small = (text: string) => `<span style="font-size:17px">${withSubscript(escapeHtml(text))}</span>`;
  const line = [...(words ? [small(words)] : []), number, small(unit)].join("");
  return `<div style="flex:1 1 220px"><div style="font-size:32px;font-weight:600;line-height:1.2;letter-spacing:-.01em">${line}</div>` +
    `<div style="opacity:.68">${escapeHtml(beside)}</div></div>`;
}
