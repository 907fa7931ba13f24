import assert from "node:assert/strict";
import type { PartEnergy } from "../../lib/energy/cpu_energy.ts";
import { fitWallLine, restOfMachine } from "../../lib/energy/wall_line.ts";
import type { Figure } from "../../lib/units.ts";
import { plugScore } from "../accuracy/wall.ts";
import { runsOf } from "../accuracy/wall_runs.ts";

const KEY = { value: 0.5, low: 0.5, high: 0.5, busyS: 10 };
const figure = (value: number): Figure => ({ value, low: value, high: value, grade: "A", how: "counter" });
const cpu: PartEnergy = {
  device: "CPU",
  part: "cpu",
  energyJ: figure(200),
  machineJ: figure(400),
  activeJ: figure(100),
};

Deno.test("fitWallLine() finds 45 W and a factor of 1.25 from two loads", () => {
  assert.deepEqual(fitWallLine([{ measuredW: 20, wallW: 70 }, { measuredW: 100, wallW: 170 }]), {
    baseW: 45,
    factor: 1.25,
  });
});

Deno.test("fitWallLine() never makes energy: a slope below 1 is 1", () => {
  const line = fitWallLine([{ measuredW: 20, wallW: 60 }, { measuredW: 100, wallW: 130 }]);
  // The means are 60 and 95 W.
  assert.deepEqual(line, { baseW: 35, factor: 1 });
});

Deno.test("fitWallLine() brings the processor's counter from 47 % below a plug to the plug's own noise of 8 %", () => {
  const { fourSteps, codecarbonError, floor } = plugScore();
  assert.ok(fourSteps.rawError > 0.45 && codecarbonError > fourSteps.rawError, JSON.stringify(fourSteps));
  assert.ok(fourSteps.lineError < floor + 0.01 && (fourSteps.inside ?? 0) >= 0.9, JSON.stringify(fourSteps));
});

Deno.test("runsOf() puts a run and its two readings together: 0.1 kWh in 900 s are 400 W at the wall", () => {
  const id = "0123456789abcdef0123456789abcdef", other = id.replaceAll("0", "f");
  const header =
    "run_id,metrics.running_time_total,metrics.power_draw_total,params.architecture,params.model,params.dataset";
  const table =
    `${header}\n${id},900,270000,NVIDIA GeForce RTX 4090,olmo2:7b,LLM Benchmark (Puffin)\n${other},,,x,y,z\n`;
  const readings =
    `,ocr,value\nd:\\pictures\\${id}_capture_start.jpg,7.9,7.900\n/p/${id}_capture_stop.jpg,,8.000\n`;
  const [run, ...rest] = runsOf(table, readings, 2);
  assert.deepEqual(rest, []);
  assert.deepEqual([run?.kind, run?.model, run?.measuredW, run?.repetition], [
    "language models on the card",
    "olmo2:7b",
    300,
    2,
  ]);
  assert.ok(Math.abs((run?.wallW ?? 0) - 400) < 1e-6);
});

Deno.test.each([
  {
    pairs: [{ measuredW: 20, wallW: 0 }, { measuredW: 50, wallW: 80 }],
    why: /showed 0 W while its parts drew 20 W/,
  },
  { pairs: [{ measuredW: 50, wallW: 40 }, { measuredW: 60, wallW: 80 }], why: /showed 40 W while/ },
  {
    pairs: [{ measuredW: 50, wallW: 90 }, { measuredW: 60, wallW: 80 }],
    why: /falls while that of its parts rises$/,
  },
  {
    pairs: [{ measuredW: 50, wallW: 90 }, { measuredW: 50, wallW: 91 }],
    why: /fewer than two different loads/,
  },
  { pairs: [{ measuredW: 50, wallW: 90 }], why: /fewer than two different loads/ },
  { pairs: [{ measuredW: 0, wallW: 90 }, { measuredW: 5, wallW: 91 }], why: /drew 0 W: should be more$/ },
])("fitWallLine() refuses $pairs", ({ pairs, why }) => {
  assert.throws(() => fitWallLine(pairs), why);
});

Deno.test("restOfMachine() is the base split by the key, and the loss on what the parts drew", () => {
  const rest = restOfMachine([cpu], { baseW: 45, factor: 1.25 }, 10, KEY);
  // 450 J of base; a quarter of 400, 200 and 100 J.
  assert.deepEqual([rest.machineJ?.value, rest.energyJ.value, rest.activeJ?.value], [550, 275, 25]);
  // A fifth of all that stands at the wall, 950 and 475 J.
  assert.deepEqual([rest.machineJ?.low, rest.machineJ?.high], [360, 740]);
  assert.deepEqual([rest.energyJ.low, rest.energyJ.high, rest.energyJ.grade], [180, 370, "C"]);
});

Deno.test("restOfMachine() does not know the machine where a part does not", () => {
  const rest = restOfMachine([{ ...cpu, machineJ: undefined }], { baseW: 45, factor: 1.25 }, 10, KEY);
  assert.equal(rest.machineJ, undefined);
});
