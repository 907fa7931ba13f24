import { shorten } from "./shorten.ts";

/**
 * A name as text in a Plotly figure, where `<b>` is markup, `&lt;` an entity and `$x$` a formula.
 *
 * @param name Anything a user named.
 * @param most Characters to keep.
 */
export function plotlyText(name: string, most = 32): string {
  return shorten(name, most).replace(/[&<>$]/g, (character) => `&#${character.charCodeAt(0)};`);
}
