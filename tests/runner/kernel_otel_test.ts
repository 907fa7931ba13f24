import assert from "node:assert/strict";
import { realHost } from "../../lib/host.ts";
import { tellKernels } from "../../lib/runner/kernel_otel.ts";
import { serialiseNotebook } from "../../lib/runner/nbformat.ts";
import { runWattbook } from "../cli/run_wattbook.ts";
import { otlpReceiver } from "../fixtures/otlp_receiver.ts";
import { tempFolder } from "../fixtures/temp_folder.ts";
import { notebookOf } from "./notebook_of.ts";
import { seriesOf } from "./series_of.ts";

Deno.test("tellKernels() shows each kernel to an OTLP receiver, as counters and gauges", async () => {
  await using receiver = otlpReceiver();
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--frozen", new URL("kernel_otel_child.ts", import.meta.url).pathname],
    env: receiver.environment,
    signal: AbortSignal.timeout(60_000),
  });
  const { code, stderr } = await child.output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  const points = receiver.points();
  const attributes = {
    "wattbook.sweep": "0123",
    "wattbook.server": "http://two",
    "wattbook.notebook": "/work/train.ipynb",
    "wattbook.run": "b",
    "wattbook.user": "ann",
  };
  const of = (name: string) =>
    points.filter((point) => point.name === name && point.attributes["wattbook.run"] === "b").at(-1);
  assert.deepEqual(of("wattbook.kernel.energy"), {
    name: "wattbook.kernel.energy",
    unit: "J",
    value: 77,
    attributes,
    isCounter: true,
  });
  assert.deepEqual(of("wattbook.kernel.emissions.low"), {
    name: "wattbook.kernel.emissions.low",
    unit: "g",
    value: 0.0077 * 0.9,
    attributes,
  });
  const waiting = points.find(({ attributes }) => attributes["wattbook.status"] === "waiting");
  assert.deepEqual([waiting?.name, waiting?.value], ["wattbook.sweep.notebooks", 2]);
});

Deno.test("tellKernels() loads nothing where OpenTelemetry is off", async () => {
  const load = () => Promise.reject(new Error("loaded"));
  assert.equal(await tellKernels(seriesOf().series, "1", realHost({ environment: {}, load })), undefined);
});

Deno.test("wattbook notebook tells its kernels to OpenTelemetry, to a file and at a port", async () => {
  await using receiver = otlpReceiver();
  using folder = tempFolder();
  Deno.writeTextFileSync(`${folder.path}/a.ipynb`, serialiseNotebook(notebookOf("1 + 1", "2 + 2")));
  const call = (...words: string[]) =>
    runWattbook(["notebook", `${folder.path}/a.ipynb`, "--out", `${folder.path}/out`, ...words], {
      env: { ...receiver.environment, LOGNAME: "ann", MLFLOW_TRACKING_URI: "none" },
    });
  const file = `${folder.path}/sweep.prom`;
  const { code, stderr } = await call("--metrics-file", file, "--metrics-port", "0");
  assert.equal(code, 0, stderr);
  assert.match(stderr, /metrics for Prometheus at http:\/\/127\.0\.0\.1:\d+\/metrics/);
  const text = Deno.readTextFileSync(file);
  assert.match(
    text,
    /^wattbook_kernel_cells_run\{sweep="[\da-f]{32}",server="this machine",.*run="a",user="ann"\} 2$/m,
  );
  assert.match(text, /^wattbook_sweep_notebooks\{.*status="ok"\} 1$/m);
  const told = receiver.points().filter(({ name }) => name === "wattbook.kernel.cells.run");
  assert.deepEqual([told.at(-1)?.value, told.at(-1)?.attributes["wattbook.server"]], [2, "this machine"]);

  const bad = await call("--metrics-file", `${folder.path}/sweep.txt`);
  assert.deepEqual([bad.code, bad.stdout], [1, ""]);
  assert.match(
    bad.stderr,
    /^wattbook notebook: Cannot write metrics to ".*sweep\.txt": its name should end in "\.prom"/,
  );
  const port = await call("--metrics-port", "http");
  assert.deepEqual([port.code, port.stdout], [2, ""]);
});
