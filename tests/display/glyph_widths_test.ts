import { equal, ok } from "node:assert/strict";
import { textWidth } from "../../lib/display/glyph_widths.ts";

Deno.test("textWidth() adds Helvetica's advances: 'Wi' is 944 + 222 thousandths", () => {
  equal(textWidth("Wi", 1000), 1166);
});

Deno.test("textWidth() knows all of printable ASCII: no advance is missing", () => {
  for (let code = 0x20; code < 0x7f; code++) ok(textWidth(String.fromCharCode(code), 1000) >= 191, `${code}`);
  equal(textWidth("~", 1000), 584);
});

Deno.test("textWidth() is wider in bold, an em for an emoji, nothing for a joiner", () => {
  ok(textWidth("a", 100, true) > textWidth("a", 100));
  equal(textWidth("🌱", 12), 12);
  equal(textWidth("\u200b", 12), 0);
});
