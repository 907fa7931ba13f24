import { equal, ok } from "node:assert/strict";
import { shorten } from "../../lib/display/shorten.ts";

Deno.test.each([
  { name: "keeps what fits", text: "forest-300", most: 10, shown: "forest-300" },
  { name: "cuts with an ellipsis", text: "forest-300", most: 8, shown: "forest-…" },
  { name: "counts an emoji of several code points as one", text: "👩‍🔬👩‍🔬👩‍🔬", most: 2, shown: "👩‍🔬…" },
  { name: "puts everything on one line", text: "a\n\tb\u0000c", most: 9, shown: "a b c" },
  { name: "drops direction marks", text: "a\u202eb", most: 9, shown: "a b" },
  { name: "of nothing is nothing", text: "", most: 9, shown: "" },
])("shorten() $name", ({ text, most, shown }) => equal(shorten(text, most), shown));

Deno.test("shorten() does not read a megabyte", () => equal(shorten("a".repeat(1e6), 4), "aaa…"));

Deno.test("shorten() bounds a single character of ten thousand marks", () =>
  ok(shorten("e" + "\u0301".repeat(10_000), 40).length < 100));
