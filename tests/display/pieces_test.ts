import { equal } from "node:assert/strict";
import { piecesHtml, piecesText } from "../../lib/display/pieces.ts";

Deno.test("piecesHtml() escapes words, commands and addresses", () => {
  equal(
    piecesHtml(["a < b CO2e ", { code: "x & y" }, { link: 'https://a.example/?q="1"&r' }]),
    'a &lt; b CO<sub>2</sub>e <code>x &amp; y</code><a href="https://a.example/?q=&quot;1&quot;&amp;r" target="_blank" style="color:#2f81f7">' +
      "https://a.example/?q=&quot;1&quot;&amp;r</a>",
  );
});

Deno.test.each([
  "javascript:alert(1)",
  "data:text/html,x",
  "no address",
  `https://a.example/${"x".repeat(400)}`,
])(
  "piecesHtml() makes no link of $0",
  (link) => equal(piecesHtml([{ link }]).includes("<a"), false),
);

Deno.test("piecesText() is the words alone", () => {
  equal(
    piecesText(["open it with ", { code: "mlflow ui" }, " or ", { link: "http://x" }]),
    "open it with mlflow ui or http://x",
  );
});
