import assert from "node:assert/strict";
import { prometheusText } from "../../lib/sinks/prometheus.ts";
import { kernelText } from "../../lib/runner/metrics_file.ts";
import { seriesOf } from "../runner/series_of.ts";
import { fullRecord } from "../sinks/full_record.ts";
import { askCodecarbon } from "./codecarbon_python.ts";
import { peerTest } from "./peer.ts";

/** What `prometheus_reads.py` prints. */
type Families = { name: string; type: string; samples: [Record<string, string>, string][] }[];

// Prometheus' client comes with CodeCarbon.
peerTest("prometheusText() is read by Prometheus' own client, whatever a run is called", async () => {
  const odd = 'a "b"\\n\\ c\n# TYPE x {y="z"} 🌍';
  const high = { value: 1e-9, low: 0, high: Infinity, grade: "E", how: "x" } as const;
  const records = [fullRecord({ runName: odd }), fullRecord({ runName: "second", energyJ: { share: high } })];
  const families = await askCodecarbon("prometheus_reads.py", prometheusText(records)) as Families;
  assert.deepEqual([...new Set(families.map(({ type }) => type))], ["gauge"]);
  const samples = (name: string) => families.find((family) => family.name === name)?.samples ?? [];
  assert.deepEqual(samples("wattbook_run_duration_seconds").map(([{ run }, value]) => [run, value]), [
    [odd, "3600"],
    ["second", "3600"],
  ]);
  assert.deepEqual(samples("wattbook_run_energy_joules").map(([{ charged }, value]) => [charged, value]), [
    ["share", "36000"],
    ["machine", "72000"],
    ["share", "1e-09"],
  ]);
  assert.deepEqual(samples("wattbook_run_energy_high_joules").at(-1)?.[1], "inf");
});

peerTest("kernelText() is read by Prometheus' own client, whatever a notebook is called", async () => {
  const odd = 'a "b"\\n\\ c\n# TYPE x {y="z"} 🌍';
  const { series } = seriesOf({ done: odd, running: "b" });
  const families = await askCodecarbon("prometheus_reads.py", kernelText(series)) as Families;
  const found = (name: string) => families.find((family) => family.name === name);
  // The client takes "_total" for the mark of a counter.
  const energy = found("wattbook_kernel_energy_joules");
  assert.deepEqual([
    energy?.type,
    energy?.samples.map(([{ run, server, user }, value]) => [run, server, user, value]),
  ], [
    "counter",
    [[odd, "http://one", "ann", "10"], ["b", "http://two", "ann", "30"]],
  ]);
  const high = found("wattbook_kernel_emissions_high_grams");
  assert.deepEqual([high?.type, high?.samples.length], ["gauge", 2]);
  assert.deepEqual(
    found("wattbook_sweep_notebooks")?.samples.map(([{ status }, value]) => [status, value]),
    [["running", "1"], ["ok", "1"], ["waiting", "2"]],
  );
  assert.equal(new Set(families.map(({ name }) => name)).size, 13);
});
