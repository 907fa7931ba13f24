import assert from "node:assert/strict";
import { attribute } from "../../lib/energy/attribute.ts";
import { gpuEnergy } from "../../lib/energy/gpu_energy.ts";
import type { DeviceEnergy } from "../../lib/meter/span.ts";
import type { ProcessUse } from "../../lib/sources/source.ts";
import type { Figure } from "../../lib/units.ts";
import { exampleDevice, exampleSpan, MACHINE } from "./example_span.ts";

/** A card of 300 W that used `energyJ` in ten seconds; `use` in seconds of full use. */
function card(energyJ: number, use?: Partial<ProcessUse>, more: Partial<DeviceEnergy> = {}): DeviceEnergy {
  return exampleDevice("gpu", energyJ, {
    device: { id: "nvidia:1", part: "gpu", label: "GPU 0", mostW: 300 },
    ...(use && { use: { kind: "busy", own: 0, all: 0, observedS: 10, ...use } }),
    ...more,
  });
}

function ends(figure: Figure | undefined): number[] | undefined {
  return figure && [figure.value, figure.low, figure.high].map((end) => Number(end.toFixed(6)));
}

Deno.test("gpuEnergy() charges by use: 3 of 4 seconds of use are three quarters of 2000 J, idle too", () => {
  const { parts: [part], notes } = gpuEnergy(exampleSpan({ devices: [card(2000, { own: 3, all: 4 })] }));
  // ±10 % of the sensor.
  assert.deepEqual(ends(part?.machineJ), [2000, 1800, 2200]);
  assert.equal(part?.machineJ?.grade, "A");
  // 0.75 ± 15 % and one per cent: low 1800 · 0.6375, high 2200 · 0.8725.
  assert.deepEqual(ends(part?.energyJ), [1500, 1147.5, 1919.5]);
  assert.deepEqual([part?.energyJ.grade, part?.energyJ.how], [
    "B",
    "GPU 0 counter, split by the use of its processes",
  ]);
  // Idle is 30 W · 10 s: 1700 J · 0.75.
  assert.equal(part?.activeJ?.value, 1275);
  assert.deepEqual(notes, []);
});

Deno.test("gpuEnergy() gives shares of all processes that add up to the card", () => {
  const shares = [0.5, 1, 2.5].map((own) =>
    gpuEnergy(exampleSpan({ devices: [card(2000, { own, all: 4 })] })).parts[0]?.energyJ.value ?? NaN
  );
  assert.equal(shares.reduce((sum, share) => sum + share, 0), 2000);
});

Deno.test("gpuEnergy() charges nothing for a card that others used, and nobody for one that no process used", () => {
  const others = gpuEnergy(exampleSpan({ devices: [card(2000, { own: 0, all: 4 })] }));
  // The driver tells whole per cent: up to one may be ours.
  assert.deepEqual(ends(others.parts[0]?.energyJ), [0, 0, 22]);
  assert.equal(others.parts[0]?.energyJ.how, "GPU 0 counter, used by other processes only");
  assert.deepEqual(others.notes, []);
  const idle = gpuEnergy(exampleSpan({ devices: [card(300)].map((one) => ({ ...one, use: NOBODY })) }));
  assert.deepEqual(ends(idle.parts[0]?.energyJ), [0, 0, 3.3]);
  assert.deepEqual(idle.notes, ["GPU 0: no process used it, so nobody is charged"]);
});

const NOBODY: ProcessUse = { kind: "busy", own: 0, all: 0, observedS: 10 };

Deno.test("gpuEnergy() widens the interval by what was not observed: half of the time may all be ours", () => {
  const { parts: [part] } = gpuEnergy(
    exampleSpan({ devices: [card(1000, { own: 1, all: 4, observedS: 5 })] }),
  );
  // Low 900 · 0.5 · 0.2125; high 1100 · (0.5 · (0.2875 + 0.01) + 0.5).
  assert.deepEqual(ends(part?.energyJ), [250, 95.625, 713.625]);
});

Deno.test.each([
  {
    what: "cut into instances",
    device: card(1000, undefined, {
      device: { id: "nvidia:1", part: "gpu", label: "GPU 0", notSplit: "it is cut into instances (MIG)" },
    }),
    note: "GPU 0 is charged in full, because it is cut into instances (MIG)",
  },
  {
    what: "whose driver had no news",
    device: card(1000, { observedS: 0 }),
    note: "GPU 0 is charged in full, because its driver had no news of processes in so short a run",
  },
])("gpuEnergy() charges a card $what in full, low 0, lower grade, and says so", ({ device, note }) => {
  const { parts: [part], notes } = gpuEnergy(exampleSpan({ devices: [device] }));
  assert.deepEqual(ends(part?.energyJ), [1000, 0, 1100]);
  assert.equal(part?.energyJ.grade, "C");
  assert.deepEqual(notes, [note]);
});

Deno.test("gpuEnergy() knows the power limit as the upper end", () => {
  // 300 W · 10 s.
  assert.equal(gpuEnergy(exampleSpan({ devices: [card(2900, NOBODY)] })).parts[0]?.machineJ?.high, 3000);
});

Deno.test("attribute() adds cards to the processor and says which of them the run is too short for", () => {
  const gpu = card(200, { own: 1, all: 1 }, { resolutionJ: 11 });
  const { machine, share, components, belowResolution, notes } = attribute(
    exampleSpan({ devices: [exampleDevice("cpu", 600), exampleDevice("memory", 40), gpu] }),
    MACHINE,
  );
  assert.equal(machine?.value, 840);
  // Half of 640 J by CPU time, all of the card.
  assert.equal(share?.value, 520);
  assert.equal(belowResolution, false);
  assert.equal(components.at(-1)?.energyJ.low, 0);
  assert.deepEqual(notes, ["GPU 0: too short a run to resolve it, only its upper end says something"]);
});

Deno.test("attribute() takes cards off a meter of the whole machine: no joule twice, none lost", () => {
  const plug = exampleDevice("machine", 3000, { device: { id: "plug:a", part: "machine", label: "Plug" } });
  const { machine, components } = attribute(
    exampleSpan({ devices: [exampleDevice("cpu", 600), plug, card(2000, { own: 1, all: 2 })] }),
    MACHINE,
  );
  assert.equal(machine?.value, 3000);
  assert.deepEqual(components.map(({ device, energyJ }) => [device, energyJ.value]), [
    ["Plug, without GPUs", 500],
    ["GPU 0", 1000],
  ]);
});

Deno.test("attribute() leaves out a meter that is too slow for the run, and says how long it would need", () => {
  // 100 W; the error of its edges is 400 J, so that 8 kJ are needed: 80 s.
  const plug = exampleDevice("machine", 1000, {
    device: { id: "plug:a", part: "machine", label: "Plug" },
    resolutionJ: 400,
  });
  const { machine, notes } = attribute(
    exampleSpan({ devices: [exampleDevice("cpu", 600), exampleDevice("memory", 40), plug] }),
    MACHINE,
  );
  assert.equal(machine?.value, 640);
  assert.deepEqual(notes, ["Plug: too slow for so short a run, not used; it needs about 80 s"]);
});

Deno.test("attribute() believes a sensor that showed one power all the time only from 0 on", () => {
  const frozen = card(1000, { own: 1, all: 1 }, { kind: "power", steady: 1 });
  const { components } = attribute(exampleSpan({ devices: [exampleDevice("cpu", 600), frozen] }), MACHINE);
  assert.deepEqual([components.at(-1)?.energyJ.low, components.at(-1)?.machineJ.low], [0, 0]);
});

Deno.test("attribute() names cards that are there and cannot be read, unless a meter has them inside it", () => {
  const { missing } = attribute(
    exampleSpan({ devices: [exampleDevice("cpu", 600)], unread: ["NVIDIA GPU 10de:2331: no driver"] }),
    MACHINE,
  );
  assert.deepEqual(missing, ["NVIDIA GPU 10de:2331: no driver"]);
  const plug = exampleDevice("machine", 3000, { device: { id: "plug:a", part: "machine", label: "Plug" } });
  const metered = attribute(exampleSpan({ devices: [plug], unread: ["NVIDIA GPU: no driver"] }), MACHINE);
  assert.deepEqual(metered.missing, []);
});

Deno.test("attribute() takes for active what the system itself charges to this process, where it does", () => {
  const use: ProcessUse = { kind: "energy", own: 120, all: NaN, observedS: 10 };
  const devices = [exampleDevice("cpu", 600, { use })];
  // 4 s of CPU time are ours, 1 s our children's: 120 J · 5 / 4.
  assert.deepEqual(ends(attribute(exampleSpan({ devices }), MACHINE).active), [150, 108, 165]);
});
