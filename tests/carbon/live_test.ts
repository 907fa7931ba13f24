import assert from "node:assert/strict";
import type { Intensity } from "../../lib/carbon/intensity.ts";
import { closeLive, intensityDuring, withLive } from "../../lib/carbon/live.ts";
import { intensityFor } from "../../lib/track/intensity_for.ts";
import { fakeServices, json, NOON } from "./live/fake_services.ts";

const YEARLY: Intensity = {
  gramsPerKwh: 342,
  low: 300,
  high: 380,
  source: "Electricity Maps yearly (ODbL)",
  year: 2025,
  zone: "DE",
  zoneName: "Germany",
  kind: "average, life-cycle",
  placeFrom: "option",
};
const PLACE = { service: "energy-charts", zone: "DE" };
const QUARTER = 900e3;

/** Quarter hours from noon:10 on. */
const answerOf = (values: readonly number[]) => () =>
  json({
    unix_seconds: values.map((_, at) => (NOON + at * QUARTER) / 1000),
    co2eq: values,
    co2eq_forecast: values,
  });

Deno.test("intensityDuring() is a live series' mean over the span, when it has arrived", async () => {
  await using fake = fakeServices(answerOf([100, 200]));
  const intensity = withLive(YEARLY, PLACE, fake.host);
  await closeLive(fake.host);
  const during = intensityDuring(intensity, NOON, NOON + 2 * QUARTER);
  assert.deepEqual([during.gramsPerKwh, during.low, during.high, during.year], [150, 100, 200, 2026]);
  assert.deepEqual([during.source, during.zoneName, during.note], [
    "Energy-Charts, Fraunhofer ISE",
    "Germany",
    undefined,
  ]);
  assert.match(during.kind, /^average; .*, measured$/);
  await closeLive(fake.host);
});

Deno.test("intensityDuring() is the year's figure with a note while nothing has arrived", async () => {
  await using fake = fakeServices(answerOf([100]));
  const intensity = withLive(YEARLY, PLACE, fake.host);
  const during = intensityDuring(intensity, NOON, NOON + 1000);
  assert.equal(
    during.note,
    "The year's figure stands in for the live one: the live service has not answered yet",
  );
  assert.deepEqual({ ...during, note: undefined }, { ...YEARLY, note: undefined });
  await closeLive(fake.host);
});

Deno.test("intensityDuring() names the reason of a service that is down, and never throws", async () => {
  await using fake = fakeServices(() => new Response("", { status: 503 }));
  const intensity = withLive(YEARLY, PLACE, fake.host);
  await closeLive(fake.host);
  const { gramsPerKwh, note } = intensityDuring(intensity, NOON, NOON + 1000);
  assert.equal(gramsPerKwh, 342);
  assert.match(
    note ?? "",
    /stands in for the live one: Cannot ask https:\/\/api\.energy-charts\.info\/co2eq: it answered 503/,
  );
  await closeLive(fake.host);
});

Deno.test("intensityDuring() says which part of a long run the series covers, and needs half of it", async () => {
  await using fake = fakeServices(answerOf([100]));
  const intensity = withLive(YEARLY, PLACE, fake.host);
  await closeLive(fake.host);
  // A quarter of an hour, and two hours that the last value holds.
  const day = (hours: number) => intensityDuring(intensity, NOON, NOON + hours * 3600e3);
  assert.match(day(3).note ?? "", /^The live figure covers 75 % of the run/);
  assert.match(day(24).note ?? "", /^The year's figure stands in/);
  await closeLive(fake.host);
});

Deno.test("intensityDuring() leaves an intensity alone for which nobody asked a service", () => {
  assert.equal(intensityDuring(YEARLY, 0, 1), YEARLY);
});

Deno.test("intensityFor() asks a live service only when the place says so, as an option or as text", async () => {
  await using fake = fakeServices(answerOf([100]));
  for (const place of ["DE", { zone: "DE" }] as const) {
    const intensity = await intensityFor(place, fake.host);
    assert.equal(intensityDuring(intensity, NOON, NOON), intensity);
  }
  await closeLive(fake.host);
  assert.equal(fake.asked.length, 0);
  for (const place of ["live:Germany", "energy-charts:DE", { live: "auto", zone: "DEU" }] as const) {
    const intensity = await intensityFor(place, fake.host);
    await closeLive(fake.host);
    assert.equal(intensityDuring(intensity, NOON, NOON + 1).gramsPerKwh, 100);
    await closeLive(fake.host);
  }
  // Closing drops what was known, so each place asked anew.
  assert.equal(fake.asked.length, 3);
});

Deno.test("intensityFor() of a zone that no service has is the year's figure, with the reason", async () => {
  await using fake = fakeServices(answerOf([100]));
  const intensity = await intensityFor({ live: "gb", zone: "FR" }, fake.host);
  await closeLive(fake.host);
  assert.match(intensityDuring(intensity, NOON, NOON).note ?? "", /the live service "gb" has no zone "FR"$/);
  await closeLive(fake.host);
});
