import assert from "node:assert/strict";
import { realHost } from "../../lib/host.ts";
import { otelMetrics } from "../../lib/sinks/otel.ts";
import { otlpReceiver } from "../fixtures/otlp_receiver.ts";

Deno.test("otelMetrics() reaches an OTLP receiver through Deno's own OpenTelemetry", async () => {
  await using receiver = otlpReceiver();
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--frozen", new URL("otel_child.ts", import.meta.url).pathname],
    env: receiver.environment,
    signal: AbortSignal.timeout(60_000),
  });
  const { code, stderr } = await child.output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  const points = receiver.points();
  const run = {
    "wattbook.experiment": "digits",
    "wattbook.run": "forest",
    "wattbook.run_id": "0123456789abcdef0123456789abcdef",
    "wattbook.status": "FINISHED",
  };
  const energy = { ...run, "wattbook.charged": "share", "wattbook.grade": "B" };
  const find = (name: string, attributes: Record<string, string>) =>
    points.filter((point) => point.name === name && isDeep(point.attributes, attributes));
  assert.deepEqual(find("wattbook.run.energy", { ...energy, "wattbook.end": "value" }), [
    {
      name: "wattbook.run.energy",
      unit: "J",
      value: 36_000,
      attributes: { ...energy, "wattbook.end": "value" },
    },
  ]);
  assert.equal(find("wattbook.run.emissions", { ...energy, "wattbook.end": "low" })[0]?.unit, "g");
  assert.equal(find("wattbook.run.duration", run)[0]?.value, 3600);
  assert.equal(
    find("wattbook.run.component.energy", { ...run, "wattbook.component": "Memory 0" })[0]?.value,
    3600,
  );
  // The child's second run was too short to see: an upper end is all that is told.
  const short = points.filter(({ name, attributes }) =>
    name === "wattbook.run.energy" && attributes["wattbook.run"] === "short"
  );
  assert.deepEqual([...new Set(short.map(({ attributes }) => attributes["wattbook.end"]))], ["high"]);
});

Deno.test.each<Record<string, string>>([{}, { OTEL_DENO: "false" }, {
  OTEL_DENO: "true",
  OTEL_SDK_DISABLED: "true",
}])(
  "otelMetrics() with %j loads nothing",
  async (environment) => {
    const load = () => Promise.reject(new Error("loaded"));
    assert.equal(await otelMetrics(realHost({ environment, load })), undefined);
  },
);

function isDeep(a: unknown, b: unknown): boolean {
  try {
    assert.deepEqual(a, b);
    return true;
  } catch {
    // Another point.
    return false;
  }
}
