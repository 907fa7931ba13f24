import assert from "node:assert/strict";
import { realHost } from "../../lib/host.ts";
import { greenestStart } from "../../lib/runner/greenest_start.ts";
import { serverPlace } from "../../lib/runner/server_place.ts";
import { savedByWaiting, startSentence } from "../../lib/runner/start_words.ts";
import { fakeServices, json } from "../carbon/live/fake_services.ts";
import { fakeServer } from "./fake_server.ts";
import { HALF_PAST, halfHours } from "./half_hours.ts";
import { recordOf } from "./record_of.ts";
import { sweepStart } from "./sweep_start.ts";

const HALF_MS = 1800e3;
const signal = new AbortController().signal;
const offline = realHost({ environment: {} });
const placed = (place: string) =>
  serverPlace(fakeServer(`http://${place}`, { place }), { host: offline, signal });

Deno.test("greenestStart() takes the cleanest half hour of a forecast and says what it saves, with its interval", async () => {
  await using grid = halfHours(300, 200, 150, 250);
  const start = await greenestStart([await placed("GB")], { expectedS: 1800 }, grid.host);
  assert.deepEqual([start.askedMs, start.startMs], [HALF_PAST, HALF_PAST + 2 * HALF_MS]);
  // A tenth to both sides, as any two services differ.
  assert.deepEqual([start.now, start.then], [
    { value: 300, low: 270, high: 330 },
    { value: 150, low: 135, high: 165 },
  ]);
  // 1 - 150/300; 1 - 165/270; 1 - 135/330
  assert.match(
    startSentence(start),
    /^The greenest time for 30 min 0 s begins at 2026-11-25 \d\d:30: 150 g\/kWh \(135 – 165\) instead of 300 g\/kWh \(270 – 330\) now, which saves 50 % \(39 – 59 %\) \(forecast of NESO .*, average, direct, zone GB\)\.$/,
  );
});

Deno.test("greenestStart() of two places takes the time that is best for their mean", async () => {
  const quarter = 900, from = HALF_PAST / 1000;
  // Germany by Energy-Charts: an hour of 100, measured at first, then an hour of 400.
  const co2eq = [100, null, null, null, null, null, null, null];
  const germany = {
    unix_seconds: co2eq.map((_, at) => from + at * quarter),
    co2eq,
    co2eq_forecast: [null, 100, 100, 100, 400, 400, 400, 400],
    deprecated: false,
  };
  await using grid = halfHours(300, 200, 150, 250);
  const britain = grid.services.answer;
  grid.services.answer = (url, request) =>
    url.hostname === "api.energy-charts.info" ? json(germany) : britain(url, request);
  const places = [await placed("GB"), await placed("DE")];
  const start = await greenestStart(places, { expectedS: 1800 }, grid.host);
  // 200, 150, 275, 325
  assert.deepEqual([start.startMs, start.now.value, start.then.value], [HALF_PAST + HALF_MS, 200, 150]);
  assert.deepEqual([start.zone, start.forecastUntilMs], ["GB; de", HALF_PAST + 4 * HALF_MS]);
});

Deno.test("greenestStart() waits no longer than it may, and says when now is best or it is too late", async () => {
  await using grid = halfHours(300, 200, 150, 250);
  const place = await placed("GB");
  const until = (halves: number) =>
    greenestStart([place], { expectedS: 1800, untilMs: HALF_PAST + halves * HALF_MS }, grid.host);
  assert.equal((await until(2)).startMs, HALF_PAST + HALF_MS);
  const late = await until(0.5);
  assert.deepEqual([late.startMs, late.isLate], [HALF_PAST, true]);
  assert.match(
    startSentence(late),
    /^Even now it is too late to end in time, as it takes 30 min 0 s: it begins at once/,
  );
  grid.services.nowMs += 2 * HALF_MS;
  const best = await greenestStart([place], { expectedS: 1800 }, grid.host);
  assert.equal(best.startMs, grid.services.nowMs);
  assert.match(startSentence(best), /^Now is the greenest time for 30 min 0 s, of all until /);
});

Deno.test("greenestStart() refuses with a remedy where there is no forecast that reaches far enough", async () => {
  await using grid = halfHours(300, 200);
  const say = (place: string, expectedS = 1800) =>
    placed(place).then((known) => greenestStart([known], { expectedS }, grid.host));
  await assert.rejects(
    say("GB", 7200),
    /^NotebookError: Cannot choose the greenest time: the forecast of NESO .* reaches to 2026-11-25 .*, the notebooks take 2 h 0 min by then; run it without/,
  );
  await assert.rejects(
    say("JP"),
    /^NotebookError: Cannot choose the greenest time for http:\/\/JP: no live service without a key has the zone "JP"; run it without --when/,
  );
  await assert.rejects(say("watttime:US-CAL-CISO"), /the variable WATTTIME_USER is not set; run it without/);
  const unknown = { server: fakeServer("http://far"), live: "auto", why: "no kernel" } as const;
  await assert.rejects(
    greenestStart([unknown], { expectedS: 1 }, grid.host),
    /for http:\/\/far: its place is not known \(no kernel\); say it with --place http:\/\/far=ZONE$/,
  );
  // RTE tells what was, a quarter of an hour each, and nothing of what comes.
  await using rte = fakeServices(() =>
    json({ results: [{ date_heure: "2026-11-25T12:00:00+00:00", taux_co2: 40 }] })
  );
  const france = await placed("FR");
  await assert.rejects(
    greenestStart([france], { expectedS: 60 }, rte.host),
    /for http:\/\/FR: RTE .* has no forecast of France; run it without/,
  );
  await using broken = fakeServices(() => new Response("", { status: 503 }));
  await assert.rejects(
    greenestStart([france], { expectedS: 60 }, broken.host),
    /it answered 503, should be 200; run it without/,
  );
});

Deno.test("savedByWaiting() is the energy after it times the forecasts' difference, with the ends of both", () => {
  const start = sweepStart();
  const outcome = (startMs: number, joules: number) => ({
    status: "ok" as const,
    server: "one",
    cells: 1,
    cellsRun: 1,
    startMs,
    durationS: 1,
    record: recordOf(joules),
  });
  // One ran before, in an earlier call.
  const saved = savedByWaiting([start], [outcome(500, 9e9), outcome(1000, 1.8e6), outcome(1500, 1.8e6)]);
  const rounded = Object.values(saved?.gramsSaved ?? {}).map((grams) => Number(grams.toFixed(6)));
  // 1 kWh ± a tenth: 150 g; 0.9 × (270 - 165); 1.1 × (330 - 135).
  assert.deepEqual(rounded, [150, 94.5, 214.5]);
  assert.match(
    saved?.words ?? "",
    /^By the forecast, waiting saved 150 g CO2e \(94\.5 – 215 g\): .*, 50 % \(39 – 59 %\) less; .* marginal, direct, zone AA/,
  );
  // Forecasts that do not tell the times apart: the lower end is below 0, with the most energy.
  const close = { ...start, then: { value: 290, low: 261, high: 319 } };
  assert.equal(
    savedByWaiting([close], [outcome(1000, 3.6e6)])?.gramsSaved.low.toFixed(6),
    (1.1 * -49).toFixed(6),
  );
  assert.equal(savedByWaiting([{ ...start, startMs: 0 }], [outcome(0, 1)]), undefined);
  assert.equal(savedByWaiting([start], []), undefined);
});
