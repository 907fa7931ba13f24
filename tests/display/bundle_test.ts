import { deepEqual, equal, match, ok } from "node:assert/strict";
import { cardBundle, chartBundle } from "../../lib/display/bundle.ts";
import { cardHtml, cardText } from "../../lib/display/card.ts";
import { run } from "./sample_runs.ts";

const FIGURE = { data: [{ type: "scatter", y: [1] }], layout: { width: 100 } };

Deno.test("cardBundle() is the card as HTML and as text", () => {
  const destination = { state: "journal" } as const;
  deepEqual(cardBundle(run(), { destination }).data, {
    "text/html": cardHtml(run(), destination),
    "text/plain": cardText(run(), destination),
  });
  match(String(cardBundle(run()).data["text/html"]), /^<div/);
});

Deno.test("chartBundle() is the figure, its picture as an image and a line", () => {
  const { data } = chartBundle(FIGURE, `<svg>µ</svg>`, `Power of "a" <b>`);
  deepEqual(Object.keys(data), ["application/vnd.plotly.v1+json", "text/html", "text/plain"]);
  deepEqual(data["application/vnd.plotly.v1+json"], FIGURE);
  equal(data["text/plain"], `Power of "a" <b>`);
  const [, alt, base64 = ""] = String(data["text/html"]).match(
    /^<img alt="([^"]*)" style="[^"]*" src="data:image\/svg\+xml;base64,([\w+/=]+)">$/,
  ) ?? [];
  equal(alt, "Power of &quot;a&quot; &lt;b&gt;");
  equal(new TextDecoder().decode(Uint8Array.fromBase64(base64)), "<svg>µ</svg>");
});

Deno.test("chartBundle() without a picture is the figure and one clear line, no empty HTML", () => {
  const { data } = chartBundle(FIGURE, undefined, "Power");
  deepEqual(Object.keys(data), ["application/vnd.plotly.v1+json", "text/plain"]);
  match(String(data["text/plain"]), /^Power\nThis chart needs a front-end that shows Plotly figures$/);
});

Deno.test("chartBundle() has no PNG: front-ends with Plotly would show that first", () => {
  ok(!("image/png" in chartBundle(FIGURE, "<svg/>", "").data));
});
