import assert from "node:assert/strict";
import { prometheusText } from "../../lib/sinks/prometheus.ts";
import { fullRecord } from "./full_record.ts";

const LINE =
  /^wattbook_[a-z_]+\{([a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)+\} (-?\d+(\.\d+)?(e[+-]?\d+)?|[+-]Inf|NaN)$/;

/** Families in their order, with their samples. */
function families(text: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const block of text.split(/^(?=# HELP )/m).filter((block) => block !== "")) {
    const [help = "", type = "", ...samples] = block.trimEnd().split("\n");
    const name = help.split(" ")[2] ?? "";
    assert.equal(type, `# TYPE ${name} gauge`);
    assert.ok(!found.has(name), `${name} stands there once`);
    for (const sample of samples) {
      assert.match(sample, LINE);
      assert.ok(sample.startsWith(`${name}{`), sample);
    }
    found.set(name, samples);
  }
  return found;
}

Deno.test("prometheusText() writes gauges in base units, with the run in the labels", () => {
  const found = families(prometheusText([fullRecord({ runName: "forest" })]));
  const run = 'experiment="digits",run="forest",run_id="0123456789abcdef0123456789abcdef",status="FINISHED"';
  assert.deepEqual(found.get("wattbook_run_energy_joules"), [
    `wattbook_run_energy_joules{${run},charged="share",grade="B"} 36000`,
    `wattbook_run_energy_joules{${run},charged="machine",grade="B"} 72000`,
  ]);
  assert.deepEqual(
    found.get("wattbook_run_emissions_high_grams")?.[0]?.split(" ").at(-1),
    "7.199999999999999",
  );
  assert.deepEqual(found.get("wattbook_run_component_energy_joules")?.length, 2);
  assert.deepEqual(found.get("wattbook_run_end_timestamp_seconds"), [
    `wattbook_run_end_timestamp_seconds{${run}} 1795604400`,
  ]);
});

Deno.test("prometheusText() escapes labels, and keeps the runs of one family together", () => {
  const odd = 'a "b"\\c\n# HELP x {} 🌍';
  const found = families(prometheusText([fullRecord({ runName: odd }), fullRecord({ runName: "second" })]));
  const lines = found.get("wattbook_run_duration_seconds") ?? [];
  assert.equal(lines.length, 2);
  assert.ok(lines[0]?.includes('run="a \\"b\\"\\\\c\\n# HELP x {} 🌍"'), lines[0]);
});

Deno.test("prometheusText() shows only upper ends of a run too short to see, and infinity as Go spells it", () => {
  const figure = { value: 0, low: 0, high: Infinity, grade: "E", how: "x" } as const;
  const found = families(prometheusText([fullRecord({ belowResolution: true, energyJ: { share: figure } })]));
  assert.equal(found.get("wattbook_run_energy_joules"), undefined);
  assert.match(found.get("wattbook_run_energy_high_joules")?.[0] ?? "", / \+Inf$/);
});

Deno.test("prometheusText() of no runs is empty", () => {
  assert.equal(prometheusText([]), "");
});
