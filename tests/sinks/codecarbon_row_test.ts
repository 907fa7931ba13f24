import assert from "node:assert/strict";
import { codecarbonRow } from "../../lib/sinks/codecarbon_row.ts";
import { fullRecord } from "./full_record.ts";

Deno.test("codecarbonRow() has CodeCarbon's units, with the PUE in energy and power", () => {
  const row = codecarbonRow(fullRecord());
  const near = (said: number | undefined, expected: number) =>
    assert.ok(Math.abs((said ?? NaN) - expected) <= 1e-12 * expected, `${said}, should be ${expected}`);
  // 32.4 kJ in an hour are 9 W and 0.009 kWh, times 1.2; 6 g.
  near(row.cpu_power, 10.8);
  near(row.cpu_energy, 0.0108);
  near(row.ram_energy, 0.0012);
  near(row.energy_consumed, 0.012);
  near(row.emissions, 0.006);
  near(row.emissions_rate, 0.006 / 3600);
  assert.equal(row.gpu_energy, undefined);
  assert.equal(row.run_id, "01234567-89ab-cdef-0123-456789abcdef");
  assert.deepEqual([row.country_name, row.country_iso_code, row.region], [
    "United States",
    "USA",
    "california iso",
  ]);
  assert.deepEqual([row.on_cloud, row.tracking_mode, row.pue], ["N", "process", 1.2]);
  assert.match(row.timestamp ?? "", /^2026-11-2\dT\d\d:00:00$/);
});

Deno.test("codecarbonRow() leaves the country empty where it is not known, and refuses a run without energy", () => {
  const { intensity } = fullRecord();
  const row = codecarbonRow(fullRecord({ intensity: { ...intensity, zone: "World" }, durationS: 0 }));
  assert.deepEqual([row.country_name, row.country_iso_code, row.region], [undefined, undefined, undefined]);
  assert.deepEqual([row.emissions_rate, row.cpu_power], [undefined, undefined]);
  assert.throws(() => codecarbonRow(fullRecord({ energyJ: {} })), RangeError);
});
