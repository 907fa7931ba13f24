import assert from "node:assert/strict";
import { loadIntensity } from "../../lib/carbon/intensity.ts";
import { type CloudRegion, findPlace, type PlaceOption } from "../../lib/carbon/place.ts";
import type { HostOptions } from "../../lib/host.ts";
import { fakeMachine } from "../fixtures/sys/fake_machine.ts";

const REMEDY = 'set `place: "BE"` (or the variable WATTBOOK_PLACE) for a better figure';

/** The place of a machine without network. */
function placeOn(
  { option, environment = {}, timeZone = "UTC", firmware = {} }: {
    option?: PlaceOption;
    environment?: Readonly<Record<string, string>>;
    timeZone?: string;
    firmware?: Readonly<Record<string, string>>;
  },
) {
  const options: HostOptions = {
    timeZone,
    fetch: () => {
      throw new Error("nothing may leave the machine");
    },
    env: (name) => environment[name] || undefined,
  };
  using machine = fakeMachine("none", options);
  for (const [file, text] of Object.entries(firmware)) machine.write(`/sys/class/dmi/id/${file}`, text);
  return findPlace(option, machine.host);
}

const OPTIONS: { option: PlaceOption; zone: string; region?: CloudRegion }[] = [
  { option: "BE", zone: "BE" },
  { option: { country: "Belgium" }, zone: "Belgium" },
  { option: { zone: "US-CAL-CISO" }, zone: "US-CAL-CISO" },
  { option: { cloud: "aws", region: "eu-west-1" }, zone: "IE", region: { cloud: "aws", name: "eu-west-1" } },
  {
    option: { cloud: "Google", region: "EUROPE-WEST1" },
    zone: "BE",
    region: { cloud: "gcp", name: "europe-west1" },
  },
  { option: "aws:eu-west-1", zone: "IE", region: { cloud: "aws", name: "eu-west-1" } },
  { option: "azure/westeurope", zone: "NL", region: { cloud: "azure", name: "westeurope" } },
  { option: "ovh:GRA11", zone: "FR", region: { cloud: "ovh", name: "gra" } },
  { option: "ovh:BHS5", zone: "CA-QC", region: { cloud: "ovh", name: "bhs" } },
];

for (const { option, zone, region } of OPTIONS) {
  Deno.test(`findPlace() takes the option ${JSON.stringify(option)}`, () => {
    assert.deepEqual(placeOn({ option }), { kind: "zone", zone, from: "option", ...(region && { region }) });
  });
}

Deno.test("findPlace() takes a value in grams, 0 included, with its label", () => {
  assert.deepEqual(placeOn({ option: { gramsPerKwh: 0, label: "my roof" } }), {
    kind: "fixed",
    gramsPerKwh: 0,
    label: "my roof",
    from: "option",
  });
});

Deno.test('findPlace() takes "World" for who wants just that', () => {
  assert.deepEqual(placeOn({ option: "world" }), { kind: "world", from: "option" });
});

Deno.test.each(
  [NaN, Infinity, -Infinity, -1].map((gramsPerKwh) => ({ gramsPerKwh, text: String(gramsPerKwh) })),
)(
  "findPlace() takes no $text grams",
  ({ gramsPerKwh }) => {
    assert.throws(() => placeOn({ option: { gramsPerKwh } }), {
      name: "RangeError",
      message: `Cannot use place.gramsPerKwh: it is ${gramsPerKwh}, should be grams CO2eq per kWh, 0 or more`,
    });
  },
);

Deno.test.each(["abc", "-3", "Infinity", "  ", "12,5"].map((text) => ({ text })))(
  'findPlace() takes no "$text" from WATTBOOK_GRAMS_PER_KWH, and never 0 for it',
  ({ text }) => {
    assert.throws(() => placeOn({ environment: { WATTBOOK_GRAMS_PER_KWH: text } }), {
      name: "RangeError",
      message: `Cannot use WATTBOOK_GRAMS_PER_KWH: it is "${text}", should be grams CO2eq per kWh, 0 or more`,
    });
  },
);

Deno.test("findPlace() asks option, WATTBOOK_GRAMS_PER_KWH, WATTBOOK_PLACE, cloud, time zone in this order", () => {
  const firmware = { sys_vendor: "Amazon EC2\n" };
  const environment = { WATTBOOK_GRAMS_PER_KWH: "99.5", WATTBOOK_PLACE: "FR", AWS_REGION: "eu-central-1" };
  const all = { firmware, environment, timeZone: "Asia/Tokyo" };
  assert.deepEqual(placeOn({ ...all, option: "PL" }), { kind: "zone", zone: "PL", from: "option" });
  assert.deepEqual(placeOn(all), {
    kind: "fixed",
    gramsPerKwh: 99.5,
    label: "WATTBOOK_GRAMS_PER_KWH",
    from: "environment",
  });
  const { WATTBOOK_GRAMS_PER_KWH: _, ...named } = environment;
  assert.deepEqual(placeOn({ ...all, environment: named }), {
    kind: "zone",
    zone: "FR",
    from: "environment",
  });
  assert.deepEqual(placeOn({ ...all, environment: { AWS_REGION: "eu-central-1" } }), {
    kind: "zone",
    zone: "DE",
    from: "cloud region",
    region: { cloud: "aws", name: "eu-central-1" },
  });
  assert.deepEqual(placeOn({ timeZone: "Asia/Tokyo" }), {
    kind: "zone",
    zone: "JP",
    from: "time zone",
    guessed: true,
    note: `The place is a guess from the time zone Asia/Tokyo: ${REMEDY}`,
  });
});

Deno.test("findPlace() takes a cloud region from WATTBOOK_PLACE", () => {
  const environment = { WATTBOOK_PLACE: "gcp:us-west1" };
  assert.deepEqual(placeOn({ environment }), {
    kind: "zone",
    zone: "US-NW-BPAT",
    from: "environment",
    region: { cloud: "gcp", name: "us-west1" },
  });
});

Deno.test("findPlace() of a cloud machine without a known region is the world, not the clock's country", () => {
  const on = (environment: Record<string, string>) =>
    placeOn({ firmware: { sys_vendor: "Amazon EC2\n" }, timeZone: "Europe/Paris", environment });
  assert.deepEqual(on({}), {
    kind: "world",
    from: "unknown",
    note: `This machine is in Amazon Web Services, its region is not known offline: ${REMEDY}`,
  });
  assert.deepEqual(on({ AWS_REGION: "moon-north-1" }), {
    kind: "world",
    from: "unknown",
    note: `This machine is in Amazon Web Services, its region "moon-north-1" is in no table here: ${REMEDY}`,
  });
});

Deno.test.each(["UTC", "Etc/Unknown", "Etc/UTC", ""].map((timeZone) => ({ timeZone })))(
  'findPlace() with the time zone "$timeZone" is the world, with a note',
  ({ timeZone }) => {
    assert.deepEqual(placeOn({ timeZone }), {
      kind: "world",
      from: "unknown",
      note: `The place is not known (time zone ${timeZone}); the world's average stands in: ${REMEDY}`,
    });
  },
);

Deno.test("findPlace() takes no abbreviation for the city that the runtime makes of it", () => {
  // With TZ=EST the runtime says America/Panama, with TZ=CET Europe/Brussels.
  assert.equal(placeOn({ environment: { TZ: "EST" }, timeZone: "America/Panama" }).kind, "world");
  assert.equal(placeOn({ environment: { TZ: ":CET" }, timeZone: "Europe/Brussels" }).kind, "world");
  const { kind } = placeOn({ environment: { TZ: "Europe/Brussels" }, timeZone: "Europe/Brussels" });
  assert.equal(kind, "zone");
});

Deno.test("findPlace() never lets an unknown place look clean: the world's grams, with a wide interval", async () => {
  const { gramsPerKwh, low, high, note } = await loadIntensity(placeOn({}));
  assert.equal(gramsPerKwh, 472.94);
  assert.ok(high / low > 10, `${low} to ${high}`);
  assert.match(note ?? "", /not known/);
});

const WRONG: { option: PlaceOption; message: string }[] = [
  { option: "aws:eu-wst-1", message: 'Unknown region "eu-wst-1" of aws, did you mean "eu-west-1"' },
  { option: "ibm:eu-de", message: 'Unknown cloud "ibm", should be "aws", "gcp", "azure" or "ovh"' },
  {
    option: { cloud: "constructor", region: "x" },
    message: 'Unknown cloud "constructor", should be "aws", "gcp", "azure" or "ovh"',
  },
  {
    option: { cloud: "__proto__", region: "x" },
    message: 'Unknown cloud "__proto__", should be "aws", "gcp", "azure" or "ovh"',
  },
  { option: { cloud: "aws", region: "__proto__" }, message: 'Unknown region "__proto__" of aws' },
  { option: { cloud: "aws", region: "a\nb" }, message: 'Unknown region "a\\nb" of aws' },
];

for (const { option, message } of WRONG) {
  Deno.test(`findPlace() throws for ${JSON.stringify(option)} and says what should be`, () => {
    assert.throws(() => placeOn({ option }), { name: "RangeError", message });
  });
}

Deno.test("findPlace() leaves prototype words to the tables, which know no such place", async () => {
  for (const word of ["__proto__", "constructor", "toString"]) {
    await assert.rejects(loadIntensity(placeOn({ option: word })), {
      message: new RegExp(`^Unknown place "${word}"`),
    });
  }
});
