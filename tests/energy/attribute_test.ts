import assert from "node:assert/strict";
import { attribute } from "../../lib/energy/attribute.ts";
import type { Figure } from "../../lib/units.ts";
import { CONCAVE, exampleDevice, exampleSpan, MACHINE, near } from "./example_span.ts";

/** Value, low and high to a millionth. */
function ends(figure: Figure | undefined): number[] | undefined {
  return figure && [figure.value, figure.low, figure.high].map((end) => Number(end.toFixed(6)));
}

const psys = (energyJ: number) => exampleDevice("machine", energyJ);

Deno.test("attribute() charges half of 1000 J for half of the busy time; active is above idle", () => {
  const { machine, share, active, components } = attribute(exampleSpan({ devices: [psys(1000)] }), MACHINE);
  // ±5 % of the counter.
  assert.deepEqual(ends(machine), [1000, 950, 1050]);
  assert.equal(machine?.grade, "A");
  // Low 950 J · 5 s / 10.02 s · 0.9; high 1050 J · 5 s / 9.98 s · 1.1.
  assert.deepEqual(ends(share), [500, 426.646707, 578.657315]);
  assert.equal(share?.grade, "B");
  assert.equal(share?.how, "machine counter, split by CPU time");
  // Idle 8 W · 10 s = 80 J, so 920 J above it, half of them ours.
  assert.equal(active?.value, 460);
  assert.deepEqual([active?.low, active?.grade], [0, "C"]);
  assert.deepEqual(components.map(({ part }) => part), ["machine"]);
});

Deno.test("attribute() gives shares of all processes that add up to the machine", () => {
  const devices = [exampleDevice("cpu", 1234.5), exampleDevice("memory", 77)];
  const shares = [0.7, 2.1, 3.4, 3.8].map((ownS) =>
    attribute(exampleSpan({ devices, cpu: { ownS, childrenS: 0 } }), MACHINE).share?.value ?? NaN
  );
  assert.ok(near(shares.reduce((sum, share) => sum + share, 0), 1311.5), String(shares));
});

Deno.test("attribute() gives shares that add up without any counter too, whatever the curve", () => {
  const memory = { residentBytes: 0, totalBytes: 0 };
  const each = [0.7, 2.1, 3.4, 3.8].map((ownS) =>
    attribute(exampleSpan({ memory, cpu: { ownS, childrenS: 0 } }), CONCAVE)
  );
  const sum = each.reduce((sum, { share }) => sum + (share?.value ?? NaN), 0);
  assert.ok(near(sum, each[0]?.machine?.value ?? NaN), `${sum}`);
});

Deno.test("attribute() gives the same active whatever the neighbours do", () => {
  // 8 W idle and 8 W per busy processor: 10 s with 0.5 of ours and 0 to 3 processors of others.
  const active = [0, 1, 2, 3].map((neighbours) => {
    const machineBusyS = 5 + 10 * neighbours;
    const devices = [exampleDevice("cpu", 80 + 8 * machineBusyS)];
    return attribute(exampleSpan({ devices, cpu: { machineBusyS } }), MACHINE).active?.value;
  });
  assert.ok(active.every((value) => near(value, 40)), String(active));
});

Deno.test("attribute() by the model: 8 W idle + 8 W per processor", () => {
  const { machine, share, active } = attribute(exampleSpan(), MACHINE);
  // 10 s of 10 s busy: 16 W · 10 s = 160 J, × 2 either way; 4 GB · 0.392 (0.2 to 0.6) W/GB · 10 s = 15.68 J.
  assert.deepEqual(ends(machine), [175.68, 88, 344]);
  // A half of 160 J, and 1 GB of memory.
  assert.deepEqual(ends(share), [83.92, 41.92016, 166.320641]);
  assert.equal(share?.grade, "D");
  // 0.5 processors · 8 W · 10 s.
  assert.deepEqual(ends(active), [40, 20, 80]);
  assert.equal(active?.how, "test model, above idle");
});

Deno.test("attribute() counts no joule twice when a platform counter stands beside a package and memory", () => {
  const devices = [exampleDevice("cpu", 600), exampleDevice("memory", 50), psys(1000)];
  const { machine, share, components } = attribute(exampleSpan({ devices }), MACHINE);
  assert.equal(machine?.value, 1000);
  assert.equal(share?.value, 500);
  assert.equal(components.length, 1);
});

Deno.test("attribute() takes memory by its counter where there is one, and by size where there is none", () => {
  const cpu = exampleDevice("cpu", 600);
  const counted = attribute(exampleSpan({ devices: [cpu, exampleDevice("memory", 40)] }), MACHINE);
  assert.equal(counted.share?.value, 320);
  assert.equal(counted.machine?.value, 640);
  const sized = attribute(exampleSpan({ devices: [cpu] }), MACHINE);
  assert.ok(near(sized.share?.value, 300 + 3.92));
  assert.deepEqual(sized.components.map(({ energyJ }) => energyJ.grade), ["B", "E"]);
});

Deno.test("attribute() knows no machine, only this process, where the busy time cannot be read", () => {
  const { machine, share, active, notes } = attribute(
    exampleSpan({ cpu: { machineBusyS: undefined } }),
    MACHINE,
  );
  assert.equal(machine, undefined);
  // 40 J above idle, 2 W idle per thread · 5 s, 3.92 J of memory.
  assert.ok(near(share?.value, 53.92));
  assert.equal(active?.value, 40);
  assert.deepEqual(notes, [
    "Only this process is in the figures, because the busy time of the machine cannot be read",
  ]);
});

Deno.test("attribute() charges a counter in full, low 0, where the busy time cannot be read; active by the model", () => {
  const { share, active, notes } = attribute(
    exampleSpan({ devices: [psys(1000)], cpu: { machineBusyS: undefined } }),
    MACHINE,
  );
  assert.deepEqual(ends(share), [1000, 0, 1050]);
  // Not 920 J, which are the neighbours' too: 0.5 processors · 8 W · 10 s.
  assert.deepEqual([active?.value, active?.grade], [40, "D"]);
  assert.deepEqual(notes, ["Charged in full, because the busy time of the machine cannot be read"]);
});

Deno.test("attribute() believes no busy time that stands still", () => {
  const { machine, notes } = attribute(exampleSpan({ cpu: { machineBusyS: 0 } }), MACHINE);
  assert.equal(machine, undefined);
  assert.match(notes.join(), /less busy time than this process alone/);
});

Deno.test("attribute() says below resolution under 20 times the error of the edges, with low ends of 0", () => {
  const at = (energyJ: number) =>
    attribute(exampleSpan({ devices: [exampleDevice("cpu", energyJ, { resolutionJ: 1 })] }), MACHINE);
  assert.equal(at(20).belowResolution, false);
  const short = at(19.9);
  assert.equal(short.belowResolution, true);
  assert.match(short.notes.join(), /^Too short to resolve/);
  assert.deepEqual([short.machine?.low, short.share?.low, short.active?.low], [0, 0, 0]);
  assert.ok((short.share?.value ?? 0) > 0);
});

Deno.test("attribute() never gives 0 J for a counter that has not ticked yet: the model stands in", () => {
  const { machine, share, belowResolution } = attribute(
    exampleSpan({
      durationS: 0.0005,
      devices: [exampleDevice("cpu", 0, { resolutionJ: 61e-6 })],
      memory: { residentBytes: 0, totalBytes: 0 },
      cpu: { ownS: 0.0005, childrenS: 0, machineBusyS: 0 },
    }),
    MACHINE,
  );
  // One of four threads busy: 16 W · 0.5 ms = 8 mJ, × 2 at most.
  assert.deepEqual(ends(machine), [0.008, 0, 0.016]);
  assert.deepEqual(ends(share), [0.008, 0, 0.016]);
  assert.equal(belowResolution, true);
});

Deno.test("attribute() without a counter is below resolution under 50 ms", () => {
  assert.equal(attribute(exampleSpan({ durationS: 0.049 }), MACHINE).belowResolution, true);
  assert.equal(attribute(exampleSpan({ durationS: 0.05 }), MACHINE).belowResolution, false);
});

Deno.test("attribute() of no time at all is 0 J, not NaN, and below resolution", () => {
  const nothing = attribute(
    exampleSpan({ durationS: 0, cpu: { ownS: 0, childrenS: 0, machineBusyS: 0 } }),
    MACHINE,
  );
  assert.deepEqual(ends(nothing.share), [0, 0, 0]);
  assert.equal(nothing.belowResolution, true);
});

Deno.test("attribute() names what could not be read and how long the rest was", () => {
  const devices = [exampleDevice("cpu", 300, { coverage: 0.5 }), exampleDevice("memory", undefined)];
  const { missing, notes, machine, components } = attribute(exampleSpan({ devices }), MACHINE);
  assert.deepEqual(missing, ["memory: could not be read"]);
  assert.deepEqual(notes, [
    "CPU package 0 could be read during 50 % of the run",
    "memory could be read during 0 % of the run",
  ]);
  // 300 J in half the time are 600 J in all of it; what was read is the lower end. Memory by its size: 15.68 J.
  assert.ok(near(machine?.value, 615.68));
  assert.ok(near(machine?.low, 285 + 8));
  assert.ok(near(machine?.high, 615 + 24));
  assert.equal(components[0]?.machineJ.grade, "B");
});

Deno.test("attribute() tells of time that the hypervisor took: above 2 % of what the processors could", () => {
  assert.deepEqual(attribute(exampleSpan({ cpu: { stealS: 0.8 } }), MACHINE).notes, []);
  assert.match(attribute(exampleSpan({ cpu: { stealS: 0.81 } }), MACHINE).notes.join(), /^The hypervisor/);
});

Deno.test("attribute() tells that others were busy and something had to wait: for a fifth of the time, of the processors", () => {
  const notes = (cpu: Parameters<typeof exampleSpan>[0]) => attribute(exampleSpan(cpu), MACHINE).notes;
  // 5 s are ours, so others have 5 of 40 CPU seconds; then 8.
  assert.deepEqual(notes({ cpu: { waitedS: 6 } }), []);
  assert.deepEqual(notes({ cpu: { waitedS: 1.9, machineBusyS: 13 } }), []);
  assert.deepEqual(notes({ cpu: { waitedS: 6, machineBusyS: 13 } }), [
    "Others were busy too: during 60 % of the run something waited for a processor, so that it ran longer than it " +
    "would have alone",
  ]);
});

Deno.test("attribute() keeps 0 ≤ low ≤ value ≤ high and every share within its machine, whatever was read", () => {
  let seed = 20261125;
  const random = () => (seed = (seed * 1103515245 + 12345) % 2 ** 31) / 2 ** 31;
  const pick = <T>(...choices: T[]): T => choices[Math.floor(random() * choices.length)] as T;
  const device = (part: "cpu" | "memory" | "machine") => {
    const energyJ = pick<number | undefined>(undefined, 0, random() * 1e-3, random() * 1e5);
    const coverage = energyJ === undefined ? 0 : pick(1, 0.01 + 0.99 * random());
    return exampleDevice(part, energyJ, { coverage, resolutionJ: random(), kind: pick("counter", "power") });
  };
  for (let round = 0; round < 5000; round++) {
    const durationS = pick(0, random() * 0.1, random() * 1e5);
    const used = durationS * 16;
    const span = exampleSpan({
      durationS,
      devices: pick<("cpu" | "memory" | "machine")[]>(
        [],
        ["cpu"],
        ["cpu", "cpu", "memory"],
        ["machine"],
        ["cpu", "machine"],
      ).map(device),
      cpu: {
        ownS: random() * used,
        childrenS: pick(0, random() * used),
        machineBusyS: pick<number | undefined>(undefined, 0, random() * used, random() * 0.1),
      },
      memory: {
        residentBytes: random() * 1e10,
        totalBytes: pick<number | undefined>(undefined, random() * 1e10),
      },
    });
    const { machine, share, active, components } = attribute(span, pick(MACHINE, CONCAVE));
    const figures = [
      machine,
      share,
      active,
      ...components.flatMap(({ energyJ, machineJ }) => [energyJ, machineJ]),
    ].filter((figure) => figure !== undefined);
    for (const { value, low, high } of figures) {
      assert.ok(
        0 <= low && low <= value && value <= high && high < Infinity,
        Deno.inspect({ span, figures }),
      );
    }
    if (machine === undefined) continue;
    const rounding = 1 + 1e-12;
    for (const end of ["value", "low", "high"] as const) {
      assert.ok((share?.[end] ?? NaN) <= machine[end] * rounding, Deno.inspect({ span, share, machine }));
    }
    assert.ok((active?.value ?? 0) <= machine.value * rounding, Deno.inspect({ span, active, machine }));
    assert.ok((active?.high ?? 0) <= machine.high * rounding, Deno.inspect({ span, active, machine }));
  }
});
