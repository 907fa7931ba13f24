import { strictEqual } from "node:assert/strict";
import { rocAuc } from "../../lib/models/roc_auc.ts";
import { seeded } from "../fixtures/seeded.ts";

const two = (scores: readonly number[]) => scores.map((score) => [1 - score, score]);

Deno.test("rocAuc() counts pairs: 3 positives, 3 negatives, 5 pairs in order and 2 ties of 9", () => {
  // 0.35 beats 0.1; 0.8 beats all three; 0.4 beats 0.1 and ties twice with 0.4: (1 + 3 + 1 + 2/2) / 9
  const area = rocAuc([0, 0, 1, 1, 0, 1], two([0.1, 0.4, 0.35, 0.8, 0.4, 0.4]), [0, 1]);
  strictEqual(area?.toFixed(12), (6 / 9).toFixed(12));
});

Deno.test("rocAuc() is 1 in order, 0 upside down, 0.5 where all scores are equal", () => {
  strictEqual(rocAuc(["a", "b"], two([0.2, 0.9]), ["a", "b"]), 1);
  strictEqual(rocAuc(["a", "b"], two([0.9, 0.2]), ["a", "b"]), 0);
  strictEqual(rocAuc([0, 1, 0, 1], two([0.5, 0.5, 0.5, 0.5]), [0, 1]), 0.5);
});

Deno.test("rocAuc() of more classes weights each by its rows", () => {
  // class 0 (one row) and 1 (two rows) are told apart wholly, class 2 (one row) is below all: (1 + 2 + 0) / 4
  const scores = [[0.9, 0.0, 0.2], [0.0, 0.9, 0.2], [0.1, 0.8, 0.2], [0.5, 0.4, 0.1]];
  strictEqual(rocAuc([0, 1, 1, 2], scores, [0, 1, 2]), 0.75);
});

Deno.test("rocAuc() leaves a class out that the test set has not, and is unknown for one class", () => {
  const scores = [[0.9, 0.1, 0], [0.2, 0.8, 0]];
  strictEqual(rocAuc([0, 1], scores, [0, 1, 2]), 1);
  strictEqual(rocAuc([1, 1], scores, [0, 1, 2]), undefined);
});

Deno.test("rocAuc() agrees with counting every pair, ties as halves, on 200 random tables", () => {
  const random = seeded(7);
  for (let table = 0; table < 200; table++) {
    const rows = 2 + Math.floor(random() * 30);
    // few different scores, so that ties are frequent
    const scores = Array.from({ length: rows }, () => Math.floor(random() * 5) / 5);
    const actual = scores.map(() => Math.floor(random() * 2));
    const [hits, misses] = [1, 0].map((label) => scores.filter((_, row) => actual[row] === label));
    if (!hits?.length || !misses?.length) continue;
    const pairs = hits.flatMap((hit) => misses.map((miss) => hit > miss ? 1 : hit === miss ? 0.5 : 0));
    const expected = pairs.reduce<number>((sum, pair) => sum + pair, 0) / pairs.length;
    strictEqual(rocAuc(actual, two(scores), [0, 1])?.toFixed(9), expected.toFixed(9));
  }
});
