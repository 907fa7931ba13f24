import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { rankingWords, roundsWords } from "../../lib/display/ranking_words.ts";

const pair = (less: string, more: string, ratio: number, p: number, isReal: boolean) => ({
  less,
  more,
  ratio,
  low: ratio * 0.9,
  high: ratio * 1.1,
  p,
  isReal,
});

Deno.test("rankingWords() says how many times as much, or that nothing can be said", () => {
  const pairs = [pair("mlp", "cnn", 4, 0.00001, true), pair("cnn", "vgg", 1.5, 0.012, true)];
  deepStrictEqual(
    rankingWords({ groups: [], pairs: [...pairs, pair("vgg", "net", 1, 0.83, false)] }, ["tiny"]),
    [
      "cnn takes 4 times the energy of mlp (3.6 to 4.4, p < 0.001)",
      "vgg takes 1.5 times the energy of cnn (1.35 to 1.65, p = 0.01)",
      "vgg and net cannot be told apart (0.9 to 1.1 times, p = 0.83)",
      "Too short to be ranked: tiny",
    ],
  );
});

Deno.test("roundsWords() says why it ended", () => {
  strictEqual(
    roundsWords(4, "stable ranking"),
    "4 rounds, each in an order drawn by lot; the last one changed nothing in the ranking.",
  );
  strictEqual(
    roundsWords(1, "stop"),
    "1 round, in an order drawn by lot; ended by stop: of one run each no difference can be tested.",
  );
  strictEqual(
    roundsWords(2, "time"),
    "2 rounds, each in an order drawn by lot; ended by time: another round may still change the ranking.",
  );
});
