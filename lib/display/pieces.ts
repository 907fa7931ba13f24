import { escapeHtml } from "./escape_html.ts";
import { shorten } from "./shorten.ts";

/** A part of a line: words, something to type, or an address. */
export type Piece =
  | string
  | { /** Set as code. */ readonly code: string }
  | { /** Set as a link; only `http:` and `https:` become one. */ readonly link: string };

/** Characters of an address or a command that are shown. */
const LONGEST = 300;

/** A blue that is read on white and on black; where no theme colours links, browsers take one for white alone. */
const LINK = "#2f81f7";

/** A line as HTML: everything in it is text, `CO2e` gets its subscript. */
export function piecesHtml(pieces: readonly Piece[]): string {
  return pieces.map((piece) => {
    if (typeof piece === "string") return withSubscript(escapeHtml(piece));
    if ("code" in piece) return `<code>${escapeHtml(shorten(piece.code, LONGEST))}</code>`;
    const text = escapeHtml(shorten(piece.link, LONGEST));
    return isWeb(piece.link)
      ? `<a href="${escapeHtml(piece.link)}" target="_blank" style="color:${LINK}">${text}</a>`
      : text;
  }).join("");
}

/** A line as plain text. */
export function piecesText(pieces: readonly Piece[]): string {
  return pieces.map((piece) =>
    typeof piece === "string" ? piece : shorten("code" in piece ? piece.code : piece.link, LONGEST)
  ).join("");
}

/** The unit of emissions in HTML. */
export function withSubscript(html: string): string {
  return html.replaceAll("CO2e", "CO<sub>2</sub>e");
}

function isWeb(address: string): boolean {
  return address.length <= LONGEST && /^https?:$/.test(URL.parse(address)?.protocol ?? "");
}
