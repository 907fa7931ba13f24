import assert from "node:assert/strict";
import { realHost } from "../../lib/host.ts";
import { resolveInfo } from "../../lib/record/info.ts";

const host = realHost({ environment: {}, epochMs: () => Date.UTC(2026, 0, 2, 3, 4, 5), timeZone: "UTC" });

Deno.test("resolveInfo() fills in every default", () => {
  assert.deepEqual(resolveInfo(undefined, host), {
    trackingUri: "sqlite:///mlflow.db",
    experimentName: "Default",
    experimentId: undefined,
    resumes: undefined,
    runName: "run 2026-01-02 03:04:05",
    flavor: undefined,
    tags: {},
    place: undefined,
    scope: "cell",
    budget: {},
    figure: "share",
    display: "full",
    sampleEvery: undefined,
    pue: 1,
    method: "wattbook",
    codecarbon: false,
    water: false,
    embodied: undefined,
    journalFolder: ".wattbook",
  });
});

Deno.test("resolveInfo() puts the journal beside the embedded store, or where WATTBOOK_JOURNAL says", () => {
  const folder = (trackingUri: string, environment = {}) =>
    resolveInfo({ trackingUri }, realHost({ environment })).journalFolder;
  assert.equal(folder("sqlite:////data/runs/mlflow.db"), "/data/runs/.wattbook");
  assert.equal(folder("sqlite:///runs/mlflow.db"), "runs/.wattbook");
  assert.equal(folder("sqlite:///mlflow.db"), ".wattbook");
  assert.equal(folder("http://127.0.0.1:5000/prefix"), ".wattbook");
  assert.equal(
    folder("sqlite:////data/mlflow.db", { WATTBOOK_JOURNAL: "/else/.wattbook" }),
    "/else/.wattbook",
  );
});

Deno.test("resolveInfo() takes the Python package's dictionary as it is", () => {
  const info = resolveInfo(
    { tracking_uri: "http://127.0.0.1:5000", experiment_name: "iris", run_name: "a", flavor: "keras" },
    host,
  );
  assert.equal(info.trackingUri, "http://127.0.0.1:5000");
  assert.equal(info.experimentName, "iris");
  assert.equal(info.runName, "a");
  assert.equal(info.flavor, "keras");
});

Deno.test("resolveInfo() reads MLflow's environment below what the user wrote", () => {
  const environment = {
    MLFLOW_TRACKING_URI: "http://127.0.0.1:1",
    MLFLOW_EXPERIMENT_NAME: "from environment",
  };
  const elsewhere = realHost({ environment });
  assert.equal(resolveInfo({}, elsewhere).trackingUri, "http://127.0.0.1:1");
  assert.equal(resolveInfo({}, elsewhere).experimentName, "from environment");
  assert.equal(resolveInfo({ trackingUri: "none" }, elsewhere).trackingUri, "none");
});

Deno.test("resolveInfo() keeps any text in names and makes tags text", () => {
  const runName = '<script>alert(1)</script> =cmd() ../x 🌱 "quoted"';
  const info = resolveInfo({ runName, tags: { n: 3, ok: true } }, host);
  assert.equal(info.runName, runName);
  assert.deepEqual(info.tags, { n: "3", ok: "true" });
});

const WRONG: readonly [string, unknown, string][] = [
  [
    "an unknown field with the nearest right one",
    { flavour: "sklearn" },
    'Cannot start tracking: field "flavour" (value "sklearn") is unknown, did you mean "flavor"',
  ],
  [
    "an unknown flavor with the nearest right one",
    { flavor: "sklern" },
    'Cannot start tracking: field "flavor" is "sklern", should be one of "keras", "pytorch", "sklearn"; did you mean "sklearn"',
  ],
  [
    "a wrong type",
    { runName: 7 },
    'Cannot start tracking: field "runName" is 7, should be a string',
  ],
  [
    "a number out of range",
    { pue: 0.5 },
    'Cannot start tracking: field "pue" is 0.5, should be at least 1',
  ],
  [
    "a field inside another",
    { budget: { gramms: 5 } },
    'Cannot start tracking: field "budget.gramms" (value 5) is unknown, did you mean "grams"',
  ],
  [
    "an unknown method with the nearest right one",
    { method: "codecarbon-3.3.0" },
    'Cannot start tracking: field "method" is "codecarbon-3.3.0", should be one of "wattbook", "codecarbon-3.3.2"; did you mean "codecarbon-3.3.2"',
  ],
  [
    "a figure that CodeCarbon does not know",
    { method: "codecarbon-3.3.2", figure: "active" },
    'Cannot start tracking: field "figure" is "active", should be "machine" or "share" with method "codecarbon-3.3.2": CodeCarbon knows no other',
  ],
  [
    "a device that nobody knows",
    { embodied: "phone" },
    'Cannot start tracking: field "embodied" is "phone", should be "laptop", "desktop", "server", "gpu" or { device, part, count }, the device one of them or { kg }',
  ],
  [
    "an empty text",
    { experimentName: "" },
    'Cannot start tracking: field "experimentName" is "", should not be empty',
  ],
  [
    "two faults at once",
    { pue: 9, scope: "call" },
    'Cannot start tracking: field "scope" is "call", should be one of "cell", "manual"; did you mean "cell"; field "pue" is 9, should be at most 3',
  ],
  [
    "something that is no object",
    "digits",
    'Cannot start tracking: the argument is "digits", should be an object',
  ],
];
for (const [name, info, message] of WRONG) {
  Deno.test(`resolveInfo() refuses ${name}`, () => {
    assert.throws(() => resolveInfo(info, host), { name: "TypeError", message });
  });
}

Deno.test("resolveInfo() hides a password in its message", () => {
  assert.throws(
    () => resolveInfo({ trackinUri: "http://ann:secret@example.org" }, host),
    (error: Error) =>
      !error.message.includes("secret") && error.message.includes('did you mean "trackingUri"'),
  );
});
