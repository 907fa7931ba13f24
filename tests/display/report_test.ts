import { doesNotMatch, equal, match, ok } from "node:assert/strict";
import { comparisonReport, runReport, sessionReport } from "../../lib/display/report.ts";
import { MODELS, NASTY, run, shortRun } from "./sample_runs.ts";

const INPUT = {
  title: "Digits, three ways",
  records: [run(), { ...shortRun(), startMs: run().endMs, endMs: run().endMs + 12 }],
  comparisons: [{ experiment: "digits", models: MODELS, tries: [] }],
};
const draw = () => "<svg>drawn</svg>";
const IMAGE = `src="data:image/svg+xml;base64,${btoa("<svg>drawn</svg>")}"`;

/** Addresses that a browser would fetch. */
const fetched = (html: string) =>
  Array.from(html.matchAll(/(?:src|href)="([^"]*)"|url\(([^)]*)\)/g), ([, a, b]) => a ?? b ?? "")
    .filter((address) => !address.startsWith("data:") && !address.startsWith("#"));

Deno.test("runReport() is a small page of its own: card, parameters, no script, nothing to fetch", () => {
  const html = runReport(run());
  match(html, /^<!doctype html>\n<html lang="en">/);
  match(html, /<title>forest-300: energy and emissions<\/title>/);
  match(html, /prefers-color-scheme:dark/);
  match(html, /2026-11-25 10:02 UTC/);
  match(html, /n_estimators/);
  doesNotMatch(html, /<script|<img/);
  equal(fetched(html).join(), "");
  ok(html.length < 10_000, `${html.length}`);
});

Deno.test("runReport() shows the picture as an image", () => ok(runReport(run(), draw()).includes(IMAGE)));

Deno.test("sessionReport() has the sum, a row for every run, the comparison and every card", () => {
  const html = sessionReport({ ...INPUT, draw });
  const text = html.replace(/<style>.*<\/style>/s, "").replace(/<\/?sub>/g, "").replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ");
  match(text, /2 runs in 24 s: 6 mg CO2e \(4 – 8 mg\) from 120 J \(96 – 144 J\)/);
  match(text, /1 of them was too short to resolve and not in this sum/);
  match(text, /Run Time Energy CO2e Interval Grade forest-300 24 s 120 J 6 mg 4 – 8 mg B knn/);
  match(text, /knn 12 ms &lt; 310 mJ &lt; 18 µg/);
  match(text, /digits: 4 models side by side/);
  equal(text.match(/charged to this run/g)?.length, 2, "a card for each run");
  equal(html.split(IMAGE).length - 1, 3, "bubble, bars and one power curve");
  doesNotMatch(html, /<script/);
  equal(fetched(html).join(), "");
});

Deno.test("sessionReport() makes charts live with Plotly inside, their pictures kept for readers without scripts", () => {
  const plotly = `var s = "</script><!--"; // </SCRIPT>`;
  const html = sessionReport({ ...INPUT, draw, plotly });
  equal(html.match(/<\/script/gi)?.length, 2, "only our own two closing tags");
  ok(html.includes(`var s = "<\\/script><\\!--"; // <\\/SCRIPT>`));
  equal(html.split(IMAGE).length - 1, 3);
  equal(fetched(html).join(), "");
  const [, json = ""] = html.match(/\]of (\[.*\])\.entries\(\)/) ?? [];
  doesNotMatch(json, /</);
  equal(JSON.parse(json).length, 3);
  for (const index of [0, 1, 2]) ok(html.includes(`<figure id="chart-${index}">`));
});

Deno.test("sessionReport() without drawing code says what the chart would show", () => {
  match(sessionReport(INPUT), /<figure id="chart-0"><p class="pale">Accuracy against emissions, digits<\/p>/);
});

Deno.test("sessionReport() of nothing says so", () => {
  match(
    sessionReport({ title: "Empty", records: [], comparisons: [{ experiment: "x", models: [], tries: [] }] }),
    /No run was recorded/,
  );
});

Deno.test("runReport() and sessionReport() keep whatever a user names as short text", () => {
  const record = run({
    runName: NASTY,
    experimentName: NASTY,
    params: {
      [NASTY]: NASTY,
      ...Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`p${index}`, NASTY])),
    },
    tags: { [NASTY]: NASTY },
  });
  const session = sessionReport({
    title: NASTY,
    records: [record],
    comparisons: [{
      experiment: NASTY,
      models: MODELS.map((model) => ({ ...model, name: NASTY })),
      tries: [],
    }],
    draw,
    plotly: "0",
  });
  for (const html of [runReport(record), session]) {
    doesNotMatch(html.replace(/<script>(0|for\(const\[index).*?<\/script>/g, ""), /<script|<b>=cmd/);
    ok(html.length < 60_000, `${html.length}`);
  }
});

Deno.test("sessionReport() shows what the kept model cost where there was a search", () => {
  const charts = (tries: typeof MODELS) =>
    sessionReport({ ...INPUT, draw, comparisons: [{ experiment: "digits", models: MODELS, tries }] })
      .match(/<figure[^>]*><img alt="What the kept model cost against all tries, digits"/g)?.length ?? 0;
  equal(charts(MODELS), 1);
  equal(charts(MODELS.slice(0, 2)), 0);
  equal(charts(MODELS.map(({ accuracy: _, ...model }) => model)), 0);
});

Deno.test("comparisonReport() is a page about one experiment, with what is said about it", () => {
  const html = comparisonReport({
    experiment: "digits & more",
    models: MODELS,
    tries: [],
    words: ["a takes 2 times the energy of b"],
    draw,
  });
  match(html, /<title>digits &amp; more<\/title>/);
  match(html, /a takes 2 times the energy of b/);
  equal(html.split(IMAGE).length - 1, 2);
  equal(fetched(html).join(), "");
});
