import assert from "node:assert/strict";
import { bestWindow } from "../../lib/carbon/best_window.ts";
import { seriesOn } from "../../lib/carbon/live_series.ts";
import { fakeServices, json, NOON } from "./live/fake_services.ts";

Deno.test("liveSeries() brings a forecast in which bestWindow() finds the clean half hour", async () => {
  const at = (half: number) => new Date(NOON + half * 1800e3).toISOString();
  await using fake = fakeServices(() =>
    json({
      data: [300, 200, 100, 250].map((forecast, half) => ({
        from: at(half),
        to: at(half + 1),
        intensity: { forecast, actual: null, index: "" },
      })),
    })
  );
  const series = await seriesOn(fake.host, { live: "auto", zone: "United Kingdom" });
  const window = bestWindow(series, 1800, { nowMs: NOON });
  assert.deepEqual([window?.startMs, window?.gramsPerKwh], [NOON + 2 * 1800e3, 100]);
  assert.equal(window?.kind, "average, direct");
});

Deno.test("liveSeries() throws with the reason where there is no series", async () => {
  await using fake = fakeServices(() => new Response("<html>", { headers: { "content-type": "text/html" } }));
  await assert.rejects(
    seriesOn(fake.host, { live: "gb", zone: "GB" }),
    /it answered text\/html, should be JSON$/,
  );
  await assert.rejects(seriesOn(fake.host, { live: "gb", zone: "FR" }), {
    name: "RangeError",
    message: 'Cannot ask for a series: the live service "gb" has no zone "FR"',
  });
  await assert.rejects(seriesOn(fake.host, { live: "ember", zone: "FR" }), /EMBER_API_KEY is not set$/);
  await assert.rejects(
    seriesOn(fake.host, { live: "gb", zone: "Nowhere" }),
    /^RangeError: Unknown place "Nowhere"/,
  );
});
