import assert from "node:assert/strict";
import { realHost } from "../../lib/host.ts";
import { openTelemetry } from "../../lib/track/telemetry.ts";
import { otlpReceiver } from "../fixtures/otlp_receiver.ts";
import { runProgram } from "../fixtures/run_program.ts";
import { tempFolder } from "../fixtures/temp_folder.ts";
import { fullRecord } from "../sinks/full_record.ts";

Deno.test("track() tells OpenTelemetry of each run when it ends, however it ends", async () => {
  await using receiver = otlpReceiver();
  using folder = tempFolder();
  await runProgram(
    folder.path,
    `const info = { place: { gramsPerKwh: 100 }, trackingUri: "none", display: "none" };
    const work = () => { for (const end = performance.now() + 200; performance.now() < end;); };
    await track({ ...info, runName: "callback" }, work);
    { using tracker = await track({ ...info, runName: "block" }); work(); }
    await track({ ...info, runName: "broken" }, () => { throw new Error("no") }).catch(() => {});
    const last = await track({ ...info, runName: "left open" }); work();
    console.log("0");`,
    receiver.environment,
  );
  const points = receiver.points();
  const told = (name: string) =>
    points.filter((point) => point.name === name).map(({ attributes }) =>
      `${attributes["wattbook.run"]} ${attributes["wattbook.status"]}`
    );
  assert.deepEqual([...new Set(told("wattbook.run.duration"))].sort(), [
    "block FINISHED",
    "broken FAILED",
    "callback FINISHED",
    "left open FINISHED",
  ]);
  const grams = points.find(({ name, attributes }) =>
    name === "wattbook.run.emissions" && attributes["wattbook.run"] === "callback" &&
    attributes["wattbook.charged"] === "share" && attributes["wattbook.end"] === "value"
  );
  assert.ok((grams?.value ?? 0) > 0, JSON.stringify(points.slice(0, 5)));
});

Deno.test("openTelemetry() loads nothing where OpenTelemetry is off", async () => {
  const load = () => Promise.reject(new Error("loaded"));
  const telemetry = openTelemetry(realHost({ environment: {}, load }));
  await telemetry.prepare();
  telemetry.tell(fullRecord());
});

Deno.test("openTelemetry() tells a run that ended before the API was there, once it is", async () => {
  const loaded = Promise.withResolvers<unknown>(), told: string[] = [];
  const createGauge = (name: string) => ({ record: () => told.push(name) });
  const host = realHost({ environment: { OTEL_DENO: "1" }, load: () => loaded.promise });
  const telemetry = openTelemetry(host);
  const preparing = telemetry.prepare();
  telemetry.tell(fullRecord());
  assert.equal(told.join(), "");
  loaded.resolve({ metrics: { getMeter: () => ({ createGauge }) } });
  await preparing;
  assert.ok(told.includes("wattbook.run.duration"), told.join());
});

Deno.test("openTelemetry() without its API says so once and goes on", async (t) => {
  const said: unknown[] = [], { error } = console;
  await t.step("with the console listened to", async () => {
    console.error = (text: unknown) => said.push(text);
    try {
      const load = () => Promise.reject(new Error("offline"));
      const telemetry = openTelemetry(realHost({ environment: { OTEL_DENO: "1" }, load }));
      await telemetry.prepare();
      await telemetry.prepare();
      telemetry.tell(fullRecord());
    } finally {
      console.error = error;
    }
  });
  assert.deepEqual(said, ["wattbook: runs are not told to OpenTelemetry: offline"]);
});
