import assert from "node:assert/strict";
import { cardText } from "../../lib/display/card.ts";
import { runReport } from "../../lib/display/run_report.ts";
import { methodsSentence } from "../../lib/sinks/methods_sentence.ts";
import { recordMetrics } from "../../lib/sinks/mlflow/names.ts";
import { sciScore } from "../../lib/sinks/sci.ts";
import { fakeRun } from "../fixtures/fake_run.ts";
import { fakeMachine } from "../fixtures/sys/fake_machine.ts";

/** A 36th of an hour in which the platform's counter goes up by 7.2 kJ (0.002 kWh), all of it by this process. */
async function aWhile(info: Record<string, unknown>) {
  using machine = fakeMachine("psys");
  return await fakeRun(machine, { figure: "machine", ...info }, () => {
    machine.pass(100);
    machine.counter("intel-rapl:0", 5000 + 7200);
    machine.write("/proc/stat", "cpu  11000 20 300 40000 500 5 6 7 400 3\ncpu0 0\ncpu1 0\n");
    machine.cpu = { userS: 100, systemS: 0 };
  });
}

/** Hours of four years, as often as the run fits into one. */
const HOURS = 35_040 * 36;

function near(value: number | undefined, expected: number): void {
  assert.ok(Math.abs((value ?? NaN) - expected) <= 1e-9 * expected, `${value}, should be ${expected}`);
}

Deno.test("water: true adds what Belgium's power plants take for the headline's energy, its range to the energy's", async () => {
  const record = await aWhile({ place: "BE", water: true });
  const energy = record.energyJ.machine;
  near(energy?.value, 7200);
  // 0.002 kWh · 2.6198 L/kWh (EcoLogits), good to a factor of 2; air cools an own machine.
  near(record.waterL?.value, 0.002 * 2.6198);
  near(record.waterL?.low, (energy?.low ?? NaN) / 3.6e6 * 2.6198 / 2);
  near(record.waterL?.high, (energy?.high ?? NaN) / 3.6e6 * 2.6198 * 2);
  assert.match(cardText(record), /Water +5\.24 mL \(\d\S* – \S+ mL\); EcoLogits 2025/);
  assert.match(runReport(record), /5\.24 mL/);
  assert.match(methodsSentence(record), /The energy took 5\.24 mL of water/);
  assert.equal(recordMetrics(record).find(({ key }) => key === "carbon/water_ml")?.value, 5.24);
});

Deno.test("water in a cloud region counts litres on site before, and power plants after its PUE", async () => {
  // Azure's westus3: 2.24 L/kWh and PUE 1.18; the USA 3.1321 L/kWh.
  const record = await aWhile({ place: "azure:westus3", water: true });
  near(record.waterL?.value, 0.002 * (2.24 + 1.18 * 3.1321));
  const given = await aWhile({ place: "azure:westus3", water: true, pue: 2 });
  near(given.waterL?.value, 0.002 * (2.24 + 2 * 3.1321));
});

Deno.test("embodied adds what falls of a laptop's four years on a run, outside the headline, and goes into the SCI", async () => {
  const plain = await aWhile({ place: "BE" });
  const record = await aWhile({ place: "BE", embodied: "laptop" });
  // 241 kg over 35,040 h, a 36th of an hour; 156 kg over six years to 339 kg over three.
  near(record.embodiedG?.value, 241_000 / HOURS);
  near(record.embodiedG?.low, 156_000 / HOURS / 1.5);
  near(record.embodiedG?.high, 339_000 / HOURS / 0.75);
  assert.equal(record.emissionsG.machine?.value, plain.emissionsG.machine?.value);
  assert.match(cardText(record), /Embodied +191 mg CO2e \(82\.4 – 358 mg\); .*not in the headline/);
  assert.equal(recordMetrics(record).find(({ key }) => key === "carbon/embodied_mg")?.value, 191.1);
  near(sciScore(record).M_g ?? NaN, 241_000 / HOURS);
  near(sciScore(record).SCI_g_per_unit.value, (plain.emissionsG.machine?.value ?? NaN) + 241_000 / HOURS);
  assert.match(methodsSentence(record), /Making the hardware adds 191 mg CO2eq/);
});

Deno.test("embodied takes a part of several devices, and what a maker declares", async () => {
  const servers = await aWhile({ place: "BE", embodied: { device: "server", part: 0.25, count: 2 } });
  near(servers.embodiedG?.value, 1_278_000 / HOURS / 2);
  const declared = await aWhile({
    place: "BE",
    embodied: { device: { kg: 12_614.4, source: "its maker" } },
  });
  near(declared.embodiedG?.value, 10);
  near(declared.embodiedG?.low, 7 / 1.5);
  assert.match(declared.embodiedG?.source ?? "", /its maker/);
});

Deno.test("neither water nor embodied emissions are there unless asked for", async () => {
  const record = await aWhile({ place: "BE" });
  assert.deepEqual([record.waterL, record.embodiedG, record.codecarbon], [undefined, undefined, undefined]);
  assert.doesNotMatch(cardText(record), /Water|Embodied|CodeCarbon/);
  assert.match(methodsSentence(record), /Embodied emissions are not included/);
});
