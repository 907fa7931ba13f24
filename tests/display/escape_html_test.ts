import { equal } from "node:assert/strict";
import { escapeHtml } from "../../lib/display/escape_html.ts";

Deno.test("escapeHtml() turns everything that is markup into text, in elements and in quoted attributes", () => {
  equal(escapeHtml(`<a href="x" b='y'>&amp;`), "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;amp;");
});

Deno.test("escapeHtml() leaves other text alone", () =>
  equal(escapeHtml("=cmd() ../x 🌱 é"), "=cmd() ../x 🌱 é"));
