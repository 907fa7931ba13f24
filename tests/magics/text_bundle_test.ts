import { ok, strictEqual } from "node:assert/strict";
import { helpText, textBundle } from "../../lib/magics/text_bundle.ts";
import { MAGIC_NAMES } from "../../lib/track/magic_names.ts";

Deno.test("textBundle() keeps text as text", () => {
  const { data } = textBundle("<script>a & b</script>\n  c");
  strictEqual(data["text/plain"], "<script>a & b</script>\n  c");
  ok(String(data["text/html"]).endsWith(">&lt;script&gt;a &amp; b&lt;/script&gt;\n  c</pre>"));
});

Deno.test("helpText() names every magic as it is written", () => {
  for (const { name, kind, summary } of MAGIC_NAMES) {
    ok(helpText().includes(`  //${kind === "cell" ? "%%" : "%"}${name}`), name);
    ok(helpText().includes(summary), name);
  }
});
