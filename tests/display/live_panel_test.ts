import assert from "node:assert/strict";
import { livePanelBundle, type LiveState } from "../../lib/display/live_panel.ts";

const figure = (value: number, low: number, high: number) =>
  ({ value, low, high, grade: "B", how: "counter" }) as const;

function state(change: Partial<LiveState> = {}): LiveState {
  return {
    runName: "forest-300",
    experimentName: "digits",
    elapsedS: 12.34,
    emissionsG: figure(0.0012, 0.0009, 0.0016),
    energyJ: figure(24, 18, 32),
    power: [{ durationS: 1, watts: 2 }, { durationS: 0.25, watts: 4 }],
    epochs: { done: 3, of: 10 },
    forecast: {
      done: 3,
      epochs: 10,
      durationS: { value: 40, low: 36, high: 44 },
      energyJ: figure(80, 55, 110),
      emissionsG: figure(0.004, 0.003, 0.006),
    },
    budget: [{ limit: "0.5 g CO2e", used: 0.0024 }, { limit: "60 s", used: 0.2056 }],
    stopping: false,
    ...change,
  };
}

function text(change: Partial<LiveState> = {}): string {
  return String(livePanelBundle(state(change)).data["text/plain"]);
}

function html(change: Partial<LiveState> = {}): string {
  return String(livePanelBundle(state(change)).data["text/html"]);
}

Deno.test("livePanelBundle() as text says power, grams, progress, forecast and budget", () => {
  assert.equal(
    text(),
    [
      "forest-300 · digits · measuring…",
      "1.2 mg CO2e (so far, 900 µg – 1.6 mg), 4 W now",
      "Time      12.3 s",
      "Energy    24 J (18 – 32 J)",
      "Epochs    3 of 10 done",
      "Forecast  at the end 4 mg CO2e (3 – 6 mg), 80 J, 40 s (36 s – 44 s), 27.7 s to go",
      "Budget    < 1 % of 0.5 g CO2e, 20 % of 60 s used",
    ].join("\n"),
  );
});

Deno.test("livePanelBundle() draws each piece of power as wide as it lasted and as high as it was", () => {
  const bars = [...html().matchAll(/flex:([\d.]+) 1 0px;height:(\d+)px/g)].map((
    [, flex, height],
  ) => [flex, height]);
  assert.deepEqual(bars, [["1", "13"], ["0.25", "26"]]);
  assert.match(html(), /width:30\.0%/);
});

Deno.test.each([
  {
    name: "nothing can be read",
    change: { emissionsG: undefined, energyJ: undefined, power: [] },
    says: /CO2e not known \(no energy could be read\)/,
  },
  {
    name: "too little was used to see",
    change: { emissionsG: figure(0, 0, 1) },
    says: /too little CO2e to see/,
  },
  {
    name: "the number of epochs is not known",
    change: { epochs: { done: 7, of: undefined }, forecast: undefined },
    says: /Epochs {4}7 done$/m,
  },
  { name: "no epoch was told", change: { epochs: undefined, forecast: undefined }, says: /^(?!.*Epochs)/s },
  { name: "it was stopped", change: { stopping: true }, says: /· stopping…$/m },
  { name: "more epochs ran than were told", change: { epochs: { done: 12, of: 10 } }, says: /12 of 10 done/ },
  {
    name: "all are done",
    change: { forecast: { done: 10, epochs: 10, durationS: { value: 1, low: 1, high: 1 } } },
    says: /^(?!.*Forecast)/s,
  },
  { name: "there was no power", change: { power: [{ durationS: 1, watts: 0 }] }, says: /0 W now/ },
])("livePanelBundle() when $name", ({ change, says }) => {
  assert.match(text(change), says);
  assert.doesNotMatch(html(change), /NaN|undefined|Infinity/);
});

Deno.test("livePanelBundle() keeps names as text and stays small", () => {
  const name = `<script>alert(1)</script>${"long ".repeat(2000)}`;
  const page = html({
    runName: name,
    experimentName: name,
    power: Array.from({ length: 63 }, (_, at) => ({ durationS: 12.25, watts: 10 + at })),
  });
  assert.doesNotMatch(page, /<script/);
  assert.ok(page.length < 8000, `${page.length} characters`);
});

Deno.test("livePanelBundle() has nothing that a notebook's sanitiser drops", () => {
  const page = html();
  assert.doesNotMatch(page, /<style|class=|id=|var\(|inherit|currentColor|transform|<svg|onclick/);
  assert.deepEqual(new Set(page.match(/<\w+/g)), new Set(["<div", "<b", "<span", "<sub"]));
});
