import { escapeHtml } from "./escape_html.ts";
import { shorten } from "./shorten.ts";

const STYLE = `:root{color-scheme:light dark}
body{margin:0;font:15px/1.6 system-ui,"Segoe UI",Helvetica,Arial,sans-serif;color:#1f2328;background:#fff}
main{max-width:1080px;margin:0 auto;padding:40px 20px 64px}
h1{font-size:28px;line-height:1.25;margin:0 0 4px;overflow-wrap:anywhere}
h2{font-size:20px;margin:44px 0 12px;overflow-wrap:anywhere}
p,footer{max-width:880px}p{margin:0 0 14px}.pale{opacity:.68}
figure{margin:20px 0;overflow:auto}img{max-width:100%;height:auto}
section{margin-top:28px}
code{font:12px/1.4 ui-monospace,Menlo,Consolas,monospace;overflow-wrap:anywhere}
a{color:#0969da}
footer{margin-top:56px;border-top:1px solid rgba(128,128,128,.4);padding-top:12px;font-size:13px}
@media (prefers-color-scheme:dark){body{color:#e6edf3;background:#0d1117}a{color:#58a6ff}}
@media print{main{padding:0}section{break-inside:avoid}}`;

/**
 * A stand-alone page: no script of its own, nothing from the network, light or dark as the reader's system is.
 *
 * @param title Any text.
 * @param content HTML of the page.
 * @param version Version of wattbook, for the foot.
 */
export function page(title: string, content: string, version: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(shorten(title, 120))}</title>
<meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="data:,">
<style>${STYLE}</style></head>
<body><main>
${content}
<footer class="pale">Measured by wattbook ${
    escapeHtml(version)
  }. Every figure has its interval; grades: A a counter read at
both ends, B a counter split by CPU time, C a calibrated curve, D a model of the processor, E a constant.</footer>
</main></body></html>
`;
}
