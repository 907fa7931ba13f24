import { equal } from "node:assert/strict";
import { plotlyText } from "../../lib/display/plotly_text.ts";

Deno.test("plotlyText() escapes markup, entities and formulas", () => {
  equal(plotlyText("<b>&lt;$x$"), "&#60;b&#62;&#38;lt;&#36;x&#36;");
});

Deno.test("plotlyText() cuts before it escapes", () => equal(plotlyText("<<<<<<", 4), "&#60;&#60;&#60;…"));
