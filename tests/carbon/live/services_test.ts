import assert from "node:assert/strict";
import { openFeed } from "../../../lib/carbon/live/feed.ts";
import { liveService } from "../../../lib/carbon/live/services.ts";
import { seriesMean } from "../../../lib/carbon/series.ts";
import { fakeServices, json, NOON } from "./fake_services.ts";

const SECRETS = {
  ELECTRICITYMAPS_TOKEN: "em-secret",
  WATTTIME_USER: "ada",
  WATTTIME_PASSWORD: "wt-secret",
  EMBER_API_KEY: "ember-secret",
};
const HOUR = 3600e3, MINUTE = 60e3;
const iso = (ms: number) => new Date(ms).toISOString();
const seconds = (ms: number) => ms / 1000;
const FROM = NOON - 10 * MINUTE;

/** Answers in the shapes of the services' documentation, one or two per service. */
const CASES: {
  name: string;
  zone: string;
  /** Path's end → answer. */
  answers: Readonly<Record<string, unknown>>;
  /** Mean over the ten minutes before noon:10, and what it is. */
  grams: number;
  state: string;
  kind: RegExp;
  header?: readonly [name: string, value: string];
}[] = [
  {
    name: "gb",
    zone: "GB",
    answers: {
      fw48h: {
        data: [
          {
            from: "2026-11-25T11:30Z",
            to: "2026-11-25T12:00Z",
            intensity: { forecast: 140, actual: 150, index: "low" },
          },
          {
            from: "2026-11-25T12:00Z",
            to: "2026-11-25T12:30Z",
            intensity: { forecast: 160, actual: null, index: "low" },
          },
        ],
      },
    },
    grams: 160,
    state: "forecast",
    kind: /average, direct/,
  },
  {
    name: "energy-charts",
    zone: "DE",
    answers: {
      co2eq: {
        unix_seconds: [seconds(FROM - 15 * MINUTE), seconds(FROM), seconds(FROM + 15 * MINUTE)],
        co2eq: [310.5, 300, null],
        co2eq_forecast: [305, 299, 290],
        deprecated: false,
      },
    },
    grams: 300,
    state: "measured",
    kind: /average/,
  },
  {
    name: "rte",
    zone: "FR",
    answers: {
      records: {
        total_count: 2,
        results: [
          { date_heure: "2026-11-25T13:00:00+01:00", taux_co2: 22, nucleaire: 45000 },
          { date_heure: "2026-11-25T12:45:00+01:00", taux_co2: 20, nucleaire: 45000 },
        ],
      },
    },
    grams: 22,
    state: "measured",
    kind: /average, direct/,
  },
  {
    name: "energinet",
    zone: "DK-DK1",
    answers: {
      CO2Emis: {
        records: [
          { Minutes5UTC: "2026-11-25T12:00:00", PriceArea: "DK1", CO2Emission: 80 },
          { Minutes5UTC: "2026-11-25T12:00:00", PriceArea: "DK2", CO2Emission: 999 },
        ],
      },
      CO2EmisProg: {
        records: [
          { Minutes5UTC: "2026-11-25T12:00:00", PriceArea: "DK1", CO2Emission: 500 },
          { Minutes5UTC: "2026-11-25T12:05:00", PriceArea: "DK1", CO2Emission: 100 },
        ],
      },
    },
    grams: 90,
    state: "forecast",
    kind: /average, direct/,
  },
  {
    name: "electricitymaps",
    zone: "BE",
    answers: {
      history: {
        zone: "BE",
        history: [{ zone: "BE", carbonIntensity: 170, datetime: iso(FROM - HOUR), isEstimated: false }],
      },
      latest: {
        zone: "BE",
        carbonIntensity: 175,
        datetime: iso(FROM),
        isEstimated: true,
        emissionFactorType: "lifecycle",
      },
    },
    grams: 175,
    state: "estimated",
    kind: /average, life-cycle/,
    header: ["auth-token", "em-secret"],
  },
  {
    name: "watttime",
    zone: "US-CAL-CISO",
    answers: {
      login: { token: "jwt" },
      historical: {
        data: [{ point_time: iso(FROM), value: 1000 }, { point_time: iso(FROM + 5 * MINUTE), value: 1000 }],
        meta: { region: "CAISO_NORTH", signal_type: "co2_moer", units: "lbs_co2_per_mwh" },
      },
      forecast: {
        data: [{ point_time: iso(NOON), value: 900 }],
        meta: { region: "CAISO_NORTH", signal_type: "co2_moer", units: "lbs_co2_per_mwh" },
      },
    },
    // 1000 lb/MWh.
    grams: 453.59237,
    state: "measured",
    kind: /marginal, direct/,
    header: ["authorization", "Bearer jwt"],
  },
  {
    name: "ember",
    zone: "FR",
    answers: {
      monthly: {
        data: [
          { entity_code: "FRA", date: "2026-10-01", emissions_intensity_gco2_per_kwh: 41.2 },
          { entity_code: "FRA", date: "2026-09-01", emissions_intensity_gco2_per_kwh: 35 },
          { entity_code: "DEU", date: "2026-10-01", emissions_intensity_gco2_per_kwh: 340 },
        ],
      },
    },
    grams: 41.2,
    state: "estimated",
    kind: /average, life-cycle/,
  },
];

function feedFor(name: string, zone: string, fake: ReturnType<typeof fakeServices>) {
  const found = liveService(name, zone);
  assert.ok(typeof found !== "string", String(found));
  return openFeed(fake.host, found.service, found.zone);
}

const lastWord = (url: URL) => url.pathname.split("/").at(-1) ?? "";

Deno.test.each(CASES)(
  "liveService() $name reads its recorded shape",
  async ({ name, zone, answers, grams, state, kind, header }) => {
    await using fake = fakeServices((url) => json(answers[lastWord(url)]), SECRETS);
    using feed = feedFor(name, zone, fake);
    await feed.refresh();
    assert.equal(feed.problem, undefined);
    const series = feed.series(), mean = seriesMean(series, FROM, NOON);
    assert.deepEqual([mean?.gramsPerKwh, mean?.state, mean?.coverage], [grams, state, 1]);
    assert.match(series.kind, kind);
    assert.equal(fake.asked.length, Object.keys(answers).length);
    if (header) assert.equal(fake.asked.at(-1)?.headers.get(header[0]), header[1]);
  },
);

/** What goes wrong, and what the user reads. */
const FAULTS: { what: string; answer: () => Response; why: RegExp }[] = [
  {
    what: "429",
    answer: () => new Response("slow down", { status: 429 }),
    why: /it answered 429, should be 200$/,
  },
  { what: "500", answer: () => new Response("", { status: 500 }), why: /it answered 500, should be 200$/ },
  {
    what: "a page",
    answer: () => new Response("<html>maintenance</html>", { headers: { "content-type": "text/html" } }),
    why: /it answered text\/html, should be JSON$/,
  },
  {
    what: "half of JSON",
    answer: () => new Response('{"data": [', { headers: { "content-type": "application/json" } }),
    why: /should be JSON$/,
  },
  {
    what: "other JSON",
    answer: () => json([1, 2, 3]),
    why: /its answer holds no figures|no token|its unit is/,
  },
  { what: "null", answer: () => json(null), why: /its answer holds no figures|no token|its unit is/ },
  {
    what: "nonsense values",
    answer: () =>
      json({
        token: "jwt",
        meta: { units: "lbs_co2_per_mwh" },
        data: [{ from: "yesterday", intensity: { actual: "much" } }, {
          from: iso(NOON),
          to: iso(NOON),
          intensity: { actual: -5 },
        }, {
          point_time: iso(NOON),
          value: 1e9,
        }],
        unix_seconds: [seconds(NOON)],
        co2eq: [99_999],
        results: [{ date_heure: null, taux_co2: 5 }],
        records: "none",
        history: 7,
        carbonIntensity: null,
      }),
    why: /its answer holds no figures$/,
  },
  {
    what: "a redirect",
    answer: () => Response.redirect("http://127.0.0.1:1/", 302),
    why: /it cannot be reached$/,
  },
];

for (const { what, answer, why } of FAULTS) {
  Deno.test(`liveService() any service that answers ${what} gives a reason without keys, and no figure`, async () => {
    for (const { name, zone } of CASES) {
      await using fake = fakeServices(answer, SECRETS);
      using feed = feedFor(name, zone, fake);
      await feed.refresh();
      assert.match(feed.problem ?? "", why, name);
      assert.doesNotMatch(feed.problem ?? "", /secret|jwt|maintenance/, name);
      assert.deepEqual(feed.series().points, []);
    }
  });
}

Deno.test("liveService() with a key asks nobody while the variable is not set", async () => {
  for (const { name, zone } of CASES.filter(({ name }) => /maps|watt|ember/.test(name))) {
    await using fake = fakeServices(() => json({}));
    using feed = feedFor(name, zone, fake);
    await feed.refresh();
    assert.match(feed.problem ?? "", /^the variable [A-Z_]+ is not set$/);
    assert.equal(fake.asked.length, 0);
  }
});

Deno.test.each([
  { zone: "GB", name: "gb" },
  { zone: "FR", name: "rte" },
  { zone: "DK-DK2", name: "energinet" },
  { zone: "DE", name: "energy-charts" },
  { zone: "IT-NO", name: "energy-charts" },
])('liveService() "auto" takes $name for $zone', ({ zone, name }) => {
  const found = liveService("auto", zone);
  assert.equal(typeof found === "string" ? found : found.service.name, name);
});

Deno.test("liveService() says where a service has no such zone", () => {
  assert.equal(liveService("auto", "IN-WE"), 'no live service without a key has the zone "IN-WE"');
  assert.equal(liveService("gb", "FR"), 'the live service "gb" has no zone "FR"');
});
