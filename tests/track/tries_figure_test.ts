import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { triesFigure } from "../../lib/track/tries_figure.ts";
import { figure, run } from "../display/sample_runs.ts";

let clock = 0;

/** A run of a second after the one before. */
function tried(runName: string, grams: number, more: Partial<ReturnType<typeof run>> = {}) {
  clock += 2000;
  const runId = String(clock).padStart(32, "0");
  const own = { runId, runName, startMs: clock, endMs: clock + 1000, emissionsG: { share: figure(grams) } };
  return { record: run({ ...own, headline: "share", tags: {}, ...more }) };
}

const title = (figure: ReturnType<typeof triesFigure>) =>
  (figure?.layout as { title: { text: string } } | undefined)?.title.text ?? "";

Deno.test("triesFigure() shows what the latest finished runs cost against all", () => {
  const found = triesFigure([
    tried("forest", 0.002),
    tried("forest", 0.001),
    tried("net", 0.004, { status: "FAILED" }),
    tried("net", 0.003),
  ]);
  // 1 + 3 of 10 mg
  match(
    title(found),
    /The 2 models that were kept cost 40 % of the search; the rest went into 2 other tries/,
  );
  deepStrictEqual(found?.data.find(({ name }) => name === "not kept")?.["y"], [0.002, null, 0.004, null]);
});

Deno.test("triesFigure() has nothing to show where nothing was thrown away, times overlap or no figure is known", () => {
  strictEqual(triesFigure([]), undefined);
  strictEqual(triesFigure([tried("forest", 1), tried("net", 1)]), undefined);
  const first = tried("forest", 1),
    second = tried("forest", 1, { startMs: clock + 500, endMs: clock + 4000 });
  strictEqual(triesFigure([first, second]), undefined);
  strictEqual(triesFigure([tried("forest", 0), tried("forest", 0)]), undefined);
});

Deno.test("triesFigure() takes the repeats of a benchmark for no tries", () => {
  const tags = { "wattbook.benchmark": "b" };
  strictEqual(
    triesFigure([tried("net", 1, { tags }), tried("net", 1, { tags }), tried("other", 1)]),
    undefined,
  );
});
