import assert from "node:assert/strict";
import type { PartEnergy } from "../../lib/energy/cpu_energy.ts";
import { fitWallLine, restOfMachine } from "../../lib/energy/wall_line.ts";
import type { Figure } from "../../lib/units.ts";
import { wallScore } from "../accuracy/calibration.ts";

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

Deno.test("fitWallLine() brings the counters' error of a third to at most 6 %", () => {
  const { rawError, lineError } = wallScore();
  assert.ok(rawError > 0.2, `${rawError}`);
  assert.ok(lineError <= 0.06, `${lineError}`);
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
  // A tenth of all that stands at the wall, 950 and 475 J.
  assert.deepEqual([rest.machineJ?.low, rest.machineJ?.high], [455, 645]);
  assert.deepEqual([rest.energyJ.low, rest.energyJ.high, rest.energyJ.grade], [227.5, 322.5, "C"]);
});

Deno.test("restOfMachine() does not know the machine where a part does not", () => {
  const rest = restOfMachine([{ ...cpu, machineJ: undefined }], { baseW: 45, factor: 1.25 }, 10, KEY);
  assert.equal(rest.machineJ, undefined);
});
