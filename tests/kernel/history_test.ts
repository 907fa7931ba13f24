import assert from "node:assert/strict";
import { History } from "../../lib/kernel/history.ts";

function history(): History {
  const made = new History();
  made.add(1, "6 * 7");
  made.result(1, "42");
  made.add(2, "a-b]c");
  made.add(3, "6 * 7");
  return made;
}

Deno.test("History.answer() gives the newest, with outputs when asked", () => {
  const ask = (content: Record<string, unknown>) =>
    history().answer({ hist_access_type: "tail", ...content });
  assert.deepEqual(ask({ n: 2 }), [[1, 2, "a-b]c"], [1, 3, "6 * 7"]]);
  assert.deepEqual(ask({ n: 3, output: true })[0], [1, 1, ["6 * 7", "42"]]);
  assert.deepEqual(ask({ n: 0 }), []);
});

Deno.test("History.answer() gives a range of this session, its end left out", () => {
  const ask = (content: Record<string, unknown>) =>
    history().answer({ hist_access_type: "range", ...content });
  assert.deepEqual(ask({ session: 0, start: 1, stop: 3 }), [[1, 1, "6 * 7"], [1, 2, "a-b]c"]]);
  assert.deepEqual(ask({ session: 1, start: 3 }), [[1, 3, "6 * 7"]]);
  assert.deepEqual(ask({ session: 2, start: 1, stop: 9 }), []);
});

Deno.test.each([
  { pattern: "6*", lines: [1, 3] },
  { pattern: "6 [*] 7", lines: [1, 3] },
  { pattern: "?-?]c", lines: [2] },
  { pattern: "[^6]*", lines: [2] },
  { pattern: "a-b]c", lines: [2] },
  { pattern: "(6*", lines: [] },
  { pattern: "[z-a]", lines: [] },
  { pattern: "6", lines: [] },
])("History.answer() searches $pattern", ({ pattern, lines }) => {
  const found = history().answer({ hist_access_type: "search", pattern });
  assert.deepEqual(found.map((entry) => Array.isArray(entry) ? entry[1] : undefined), lines);
});

Deno.test("History.answer() keeps the newest of equal inputs when they have to be unique", () => {
  const found = history().answer({ hist_access_type: "search", pattern: "6*", unique: true });
  assert.deepEqual(found, [[1, 3, "6 * 7"]]);
});

Deno.test("History.answer() has nothing for a question that it does not know", () => {
  assert.deepEqual(history().answer({ hist_access_type: "guess" }), []);
  assert.deepEqual(history().answer({}), []);
});
