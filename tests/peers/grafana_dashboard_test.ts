import assert from "node:assert/strict";
import { kernelSeries } from "../../lib/runner/kernel_series.ts";
import { peerTest } from "./peer.ts";
import { pythonEnvironment } from "./python_environment.ts";

const WHEELS = ["grafana-foundation-sdk==1769699998!10.1.0", "promql-parser==0.11.0"];
const DASHBOARD = new URL("../../docs/grafana_dashboard.json", import.meta.url).pathname;

peerTest(
  "docs/grafana_dashboard.json is what Grafana's own models know, and asks for series that there are",
  async () => {
    const python = await pythonEnvironment("grafana", WHEELS);
    const script = new URL("grafana_reads.py", import.meta.url).pathname;
    const { code, stdout, stderr } = await new Deno.Command(python, {
      args: [script, DASHBOARD],
      stdin: "null",
    })
      .output();
    assert.equal(code, 0, new TextDecoder().decode(stderr));
    const { panels, lost, queries } = JSON.parse(new TextDecoder().decode(stdout));
    assert.deepEqual([panels, lost], [8, []]);
    const names = kernelSeries({ total: 0, nowMs: () => 0 }).families().map(({ name }) => `wattbook_${name}`);
    const asked = new Set<string>(queries.flatMap((query: string) => query.match(/wattbook_\w+/g) ?? []));
    assert.ok(asked.size >= 8, [...asked].join());
    assert.deepEqual([...asked].filter((name) => !names.includes(name)), []);
  },
);
