import { doesNotMatch, equal, match, ok } from "node:assert/strict";
import { cardHtml, cardText } from "../../lib/display/card.ts";
import type { Destination } from "../../lib/record/destination.ts";
import { figure, modelledRun, NASTY, run, shortRun } from "./sample_runs.ts";

const STORED: Destination = {
  state: "stored",
  uri: "sqlite:////tmp/mlflow.db",
  link: "mlflow ui --backend-store-uri sqlite:////tmp/mlflow.db",
};

/** What a reader sees of HTML. */
const seen = (html: string) =>
  html.replace(/<\/?sub>/g, "").replace(/<[^>]*>/g, " ").replace(/&lt;/g, "<").replace(/&gt;/g, ">")
    .replace(/\s+/g, " ");

Deno.test("cardText() of a finished run", (t) => t.assertSnapshot(cardText(run(), STORED)));
Deno.test("cardText() of a model at a guessed place", (t) => t.assertSnapshot(cardText(modelledRun())));
Deno.test("cardText() of a run too short to resolve", (t) => t.assertSnapshot(cardText(shortRun())));
Deno.test("cardHtml() of a finished run", (t) => t.assertSnapshot(cardHtml(run(), STORED)));

Deno.test("cardHtml() says grams, interval, the three energies, split, grid, grade, time and MLflow", () => {
  const html = cardHtml(run(), STORED);
  match(html, /CO<sub>2<\/sub>e/);
  const text = seen(html);
  for (
    const part of [
      "forest-300",
      "digits · sklearn",
      "6 mg CO2e",
      "4 – 8 mg",
      "share 120 J 96 – 144 J",
      "active 80 J at most 144 J",
      "machine 240 J 228 – 252 J",
      "CPU package 0 108 J 90 %",
      "Memory (DRAM) 0 12 J 10 %",
      "Belgium (BE), as you named it",
      "180 g CO2e/kWh (150 – 210)",
      "Electricity Maps yearly (ODbL), 2025",
      "split by CPU time",
      "24 s",
      "41 s of CPU time",
      "wattbook itself 12 ms",
      "open it with mlflow ui --backend-store-uri sqlite:////tmp/mlflow.db",
    ]
  ) ok(text.includes(part), `"${part}" is in: ${text}`);
  doesNotMatch(text, /Coverage|FAILED|NaN|undefined/);
});

Deno.test("cardHtml() holds nothing that a notebook's sanitiser drops, and is small", () => {
  for (
    const record of [
      run(),
      modelledRun(),
      shortRun(),
      run({ status: "FAILED", error: { name: "E", message: "x" } }),
    ]
  ) {
    const html = cardHtml(record, STORED);
    doesNotMatch(html, /<(?!\/?(div|span|b|sub|code|a|table|tr|td)[ >])/);
    doesNotMatch(html, /\s(class|id|role|aria-\w+|data-\w+|on\w+|hidden)=/);
    doesNotMatch(html, /var\(|inherit|currentColor|transform|font-variant/);
    doesNotMatch(html.replace(/<span style="color:#\w+">■<\/span>/g, ""), /[;"]color:/);
    doesNotMatch(html.replace(/background:(none|#[0-9A-F]{6})/g, ""), /background/);
    ok(html.length < 6000, `${html.length} characters`);
    equal(html.match(/<div/g)?.length, html.match(/<\/div>/g)?.length);
  }
});

Deno.test("cardHtml() never prints 0 for a run too short to resolve: it says less than, and what would help", () => {
  for (const text of [seen(cardHtml(shortRun())), cardText(shortRun())]) {
    match(text, /less than 18 µg CO2e/);
    match(text, /too short to resolve; measure more work in one run/);
    match(text, /< 310 mJ/);
    doesNotMatch(text, /(^|[^\d.,:/])0 (g|mg|µg|ng|J|mJ|µJ)\b/m);
  }
});

Deno.test("cardHtml() says that nothing is known where nothing is, without 0 and NaN", () => {
  const text = seen(cardHtml(run({ energyJ: {}, emissionsG: {}, components: [] })));
  match(text, /CO2e not known/);
  doesNotMatch(text, /NaN|undefined|(^|[^\d.,:/])0 (g|mg|µg|J|mJ)\b/);
});

Deno.test("cardHtml() shows a guessed place with its note, a facility, the model and its remedy", () => {
  const text = seen(cardHtml(modelledRun()));
  match(text, /Belgium \(BE\), guessed from the time zone/);
  match(text, /The place is a guess from the time zone Europe\/Brussels/);
  match(text, /PUE 1\.2 included/);
  match(text, /D: no counter could be read, a model of this kind of processor \(Zen 4 model/);
  match(text, /a counter would raise it: sudo chmod -R a\+r \/sys\/class\/powercap\/intel-rapl\*/);
});

Deno.test("cardHtml() says how a run ended that did not end well, and what was not read", () => {
  const text = seen(cardHtml(run({
    status: "FAILED",
    error: { name: "RangeError", message: "<b>3</b>\n is too long" },
    coverage: { time: 0.81, components: ["cpu"], missing: ["gpu: no readable counter"] },
  })));
  match(text, /FAILED: RangeError: <b>3<\/b> is too long/);
  match(text, /81 % of the time was read; without gpu: no readable counter/);
  match(seen(cardHtml(run({ status: "KILLED" }))), /KILLED/);
});

Deno.test.each([
  {
    name: "a link",
    to: { state: "stored", link: "http://127.0.0.1:5000/#/r/1" },
    html: /<a href="http:\/\/127\.0\.0\.1:5000\/#\/r\/1"/,
  },
  {
    name: "on its way",
    to: { state: "sending", uri: "http://127.0.0.1:5000" },
    html: /on its way to http:\/\/127\.0\.0\.1:5000/,
  },
  {
    name: "a problem",
    to: { state: "failed", problem: "POST answered 500" },
    html: /not logged: POST answered 500.*<code>wattbook sync<\/code>/,
  },
  {
    name: "the journal",
    to: { state: "journal" },
    html: /in the journal alone; <code>wattbook sync<\/code>/,
  },
  {
    name: "no script behind a link",
    to: { state: "stored", link: "javascript:alert(1)" },
    html: /<code>javascript:alert\(1\)<\/code>/,
  },
] as { name: string; to: Destination; html: RegExp }[])(
  "cardHtml() shows where the run is logged: $name",
  ({ to, html }) => {
    match(cardHtml(run(), to), html);
  },
);

Deno.test("cardHtml() and cardText() keep whatever a user names as short text", () => {
  const record = run({
    runName: NASTY,
    experimentName: NASTY,
    flavor: NASTY,
    status: "FAILED",
    error: { name: NASTY, message: NASTY },
    notes: Array.from({ length: 100 }, (_, index) => `${index} ${NASTY}`),
    intensity: { ...run().intensity, zone: NASTY, zoneName: NASTY },
  });
  const html = cardHtml(record, { state: "failed", uri: NASTY, problem: NASTY });
  ok(html.length < 12_000, `${html.length}`);
  doesNotMatch(html, /<script|<b>=cmd/);
  match(html, /&lt;script&gt;alert\(1\)&lt;\/script&gt;&lt;b&gt;=cmd\(\)\|&#39;/);
  match(html, /🌱/);
  ok(cardText(record).length < 6000);
  ok(cardText(run({ runName: "a\nb" })).startsWith("a b · digits"), "one line");
});

Deno.test("cardHtml() shows what stands between backticks as code, and nothing else of it", () => {
  const notes = ['set `place: "BE"` for a better figure', "`<b>`", "one ` alone"];
  const html = cardHtml(run({ notes }));
  for (
    const part of ["set <code>place: &quot;BE&quot;</code> for", "<code>&lt;b&gt;</code>", "one ` alone"]
  ) {
    ok(html.includes(part), part);
  }
});

Deno.test("cardHtml() follows the headline that was asked for", () => {
  match(seen(cardHtml(run({ headline: "machine" }))), /12 mg CO2e 9\.5 – 14\.7 mg/);
  const negative = run({ emissionsG: { share: figure(0, 0, 0) } });
  match(seen(cardHtml(negative)), /CO2e not known/);
});
