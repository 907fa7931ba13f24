import assert from "node:assert/strict";
import { nearest } from "../../lib/carbon/nearest.ts";

const COLOURS = ["red", "green", "blue", "white"];

const WORDS = [
  { word: "gren", meant: "green", why: "one letter missing" },
  { word: "GREEN", meant: "green", why: "small and capital letters are one" },
  { word: "whitee", meant: "white", why: "one letter too many" },
  { word: "xyzzy", meant: undefined, why: "nothing is near" },
  { word: "", meant: undefined, why: "nothing was written" },
];

Deno.test.each(WORDS)('nearest() to "$word": $why', ({ word, meant }) => {
  assert.equal(nearest(word, COLOURS), meant);
});

Deno.test("nearest() takes half a word's letters for no slip any more", () => {
  assert.equal(nearest("abcd", ["abxd"]), "abxd");
  assert.equal(nearest("abcd", ["abxy"]), undefined);
});

Deno.test("nearest() of two equally near ones takes the first", () => {
  assert.equal(nearest("cat", ["bat", "rat"]), "bat");
});

Deno.test("nearest() without candidates is nothing", () => {
  assert.equal(nearest("red", []), undefined);
});
