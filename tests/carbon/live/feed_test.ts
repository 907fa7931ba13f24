import assert from "node:assert/strict";
import { openFeed } from "../../../lib/carbon/live/feed.ts";
import { greatBritain } from "../../../lib/carbon/live/great_britain.ts";
import { seriesMean } from "../../../lib/carbon/series.ts";
import { fakeServices, json, NOON } from "./fake_services.ts";

const MINUTE = 60e3, HALF_HOUR = 30 * MINUTE;

/** Half hours from `fromMs`. */
const shape = (fromMs: number, actual: readonly (number | null)[]) => ({
  data: actual.map((grams, at) => ({
    from: new Date(fromMs + at * HALF_HOUR).toISOString(),
    to: new Date(fromMs + (at + 1) * HALF_HOUR).toISOString(),
    intensity: { actual: grams, forecast: 999, index: "" },
  })),
});

Deno.test("openFeed() asks once in five minutes, however often it is refreshed", async () => {
  await using fake = fakeServices(() => json(shape(NOON, [100])));
  using feed = openFeed(fake.host, greatBritain, "GB");
  await Promise.all([feed.refresh(), feed.refresh(), feed.refresh()]);
  await feed.refresh();
  fake.nowMs += 4 * MINUTE;
  await feed.refresh();
  assert.equal(fake.asked.length, 1);
  fake.nowMs += 2 * MINUTE;
  await feed.refresh();
  assert.equal(fake.asked.length, 2);
});

Deno.test("openFeed() backs off: 30 s, 1 min, 2 min; an answer ends it", async () => {
  await using fake = fakeServices(() => new Response("", { status: 503 }));
  using feed = openFeed(fake.host, greatBritain, "GB");
  const asked: number[] = [];
  for (let second = 0; second <= 240; second += 10) {
    const before = fake.asked.length;
    await feed.refresh();
    if (fake.asked.length > before) asked.push(second);
    fake.nowMs += 10_000;
  }
  assert.deepEqual(asked, [0, 30, 90, 210]);
  fake.answer = () => json(shape(NOON, [100]));
  fake.nowMs += 3600e3;
  await feed.refresh();
  assert.deepEqual([feed.problem, feed.series().points[0]?.gramsPerKwh], [undefined, 100]);
});

Deno.test("openFeed() waits as long as a 429 wants it to", async () => {
  await using fake = fakeServices(() => new Response("", { status: 429, headers: { "retry-after": "600" } }));
  using feed = openFeed(fake.host, greatBritain, "GB");
  await feed.refresh();
  fake.nowMs += 9 * MINUTE;
  await feed.refresh();
  assert.equal(fake.asked.length, 1);
  fake.nowMs += 2 * MINUTE;
  await feed.refresh();
  assert.equal(fake.asked.length, 2);
});

Deno.test("openFeed() keeps what it had when a later question fails, and replaces a forecast by what was measured", async () => {
  await using fake = fakeServices(() => json(shape(NOON, [100, null])));
  using feed = openFeed(fake.host, greatBritain, "GB");
  await feed.refresh();
  assert.equal(seriesMean(feed.series(), NOON + HALF_HOUR, NOON + 2 * HALF_HOUR)?.gramsPerKwh, 999);
  fake.answer = () => new Response("", { status: 500 });
  fake.nowMs += HALF_HOUR;
  await feed.refresh();
  assert.match(feed.problem ?? "", /500/);
  assert.equal(feed.series().points[0]?.gramsPerKwh, 100);
  fake.answer = () => json(shape(NOON + HALF_HOUR, [200]));
  fake.nowMs += HALF_HOUR;
  await feed.refresh();
  const mean = seriesMean(feed.series(), NOON, NOON + 2 * HALF_HOUR);
  assert.deepEqual([mean?.gramsPerKwh, mean?.state], [150, "measured"]);
});

Deno.test("openFeed() holds the last value for two hours as an estimate, no longer", async () => {
  await using fake = fakeServices(() => json(shape(NOON, [100])));
  using feed = openFeed(fake.host, greatBritain, "GB");
  await feed.refresh();
  const after = (hours: number) => NOON + HALF_HOUR + hours * 3600e3;
  assert.equal(seriesMean(feed.series(), after(1), after(1.5))?.state, "estimated");
  assert.equal(seriesMean(feed.series(), after(2), after(3)), undefined);
});
