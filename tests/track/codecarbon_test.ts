import assert from "node:assert/strict";
import { cardText } from "../../lib/display/card.ts";
import { recordMetrics } from "../../lib/sinks/mlflow/names.ts";
import { fakeRun } from "../fixtures/fake_run.ts";
import { namedPc } from "../fixtures/named_pc.ts";
import { fakeMachine } from "../fixtures/sys/fake_machine.ts";
import { askCodecarbon } from "../peers/codecarbon_python.ts";
import { peerTest } from "../peers/peer.ts";

const METHOD = { method: "codecarbon-3.3.2", place: "BE" };

/** Vector country/013 of the real package: 1 kWh in Belgium is 0.138107 kg. */
const BELGIUM_G_PER_KWH = 138.107;

function near(value: number | undefined, expected: number): void {
  assert.ok(Math.abs((value ?? NaN) - expected) <= 1e-9 * expected, `${value}, should be ${expected}`);
}

// First: what is loaded once stays for all runs of a process.
Deno.test("nothing of CodeCarbon is loaded for a run that does not ask", async () => {
  const load = (specifier: string) => {
    assert.doesNotMatch(specifier, /parity/);
    return import(specifier);
  };
  using machine = namedPc({ load });
  await fakeRun(machine, { place: "BE", water: true }, () => machine.spend(1, { busyS: 1, ownS: 1 }));
});

Deno.test("a run by CodeCarbon's method charges half load with the cube, memory by modules, and Belgium as it does", async () => {
  using machine = namedPc();
  const record = await fakeRun(machine, METHOD, () => machine.spend(10, { busyS: 40, ownS: 20 }));
  // 125 W · (0.1 + 0.9 · 0.5³) = 26.5625 W and two modules of 5 W, for 10 s.
  near(record.energyJ.machine?.value, 365.625);
  near(record.emissionsG.machine?.value, 365.625 / 3.6e6 * BELGIUM_G_PER_KWH);
  near(record.intensity.gramsPerKwh, BELGIUM_G_PER_KWH);
  assert.deepEqual([record.headline, record.method, Object.keys(record.energyJ)], [
    "machine",
    "codecarbon-3.3.2",
    ["machine"],
  ]);
  assert.deepEqual(
    record.components.map(({ device, energyJ }) => [device, Math.round(energyJ.value * 1e3)]),
    [
      ["CPU (CodeCarbon)", 265_625],
      ["Memory (CodeCarbon)", 100_000],
    ],
  );
});

Deno.test("a run by CodeCarbon's method with figure share is its process mode: linear in the tree's CPU time", async () => {
  using machine = namedPc();
  const info = { ...METHOD, figure: "share" };
  const record = await fakeRun(machine, info, () => machine.spend(10, { busyS: 40, ownS: 20 }));
  // 20 of 80 CPU seconds of 125 W, and the least that it charges for memory.
  near(record.energyJ.share?.value, 312.5 + 100);
});

Deno.test("a run by CodeCarbon's method adds package counters, 8e-7 too large, and no DRAM counter", async () => {
  using machine = fakeMachine("two_sockets");
  const info = { ...METHOD, place: { gramsPerKwh: 1000 }, pue: 1.5 };
  const record = await fakeRun(machine, info, () => {
    machine.pass(36);
    machine.counter("intel-rapl:0", 10_000 + 360);
    machine.counter("intel-rapl:1", 20_000 + 720);
    machine.counter("intel-rapl:0/intel-rapl:0:0", 2000 + 50);
  });
  const joules = 1080 * 2.77778e-7 * 3.6e6 + 360;
  near(record.energyJ.machine?.value, joules);
  near(record.emissionsG.machine?.value, joules * 1.5 / 3600);
  assert.equal(record.energyJ.machine?.grade, "A");
});

Deno.test("a run by CodeCarbon's method says so on its card, states no interval, and keeps wattbook's own figure in a note", async () => {
  using machine = namedPc();
  const record = await fakeRun(machine, METHOD, () => machine.spend(10, { busyS: 40, ownS: 20 }));
  const card = cardText(record);
  assert.match(card, /14 mg CO2e \(as CodeCarbon 3\.3\.2 counts; it states no interval\)/);
  assert.match(
    card,
    /138 g CO2e\/kWh, average, life-cycle \(direct in states of the USA\); CodeCarbon 3\.3\.2's tables, 2023/,
  );
  assert.match(card, /! By wattbook's own method \(machine\): 604 J \(233 J – 1\.31 kJ\)/);
  const names = recordMetrics(record).map(({ key }) => key);
  assert.ok(names.includes("emissions") && !names.includes("carbon/emissions_mg_low"), names.join());
});

Deno.test("a run so far is by the method that was asked for", async () => {
  using machine = namedPc();
  let grams = 0;
  await fakeRun(machine, METHOD, (run) => {
    machine.spend(10, { busyS: 40, ownS: 20 });
    grams = run.soFar().grams;
  });
  near(grams, 365.625 / 3.6e6 * BELGIUM_G_PER_KWH);
});

Deno.test("codecarbon: true adds a line and changes no figure", async () => {
  using machine = namedPc();
  const spend = () => machine.spend(10, { busyS: 40, ownS: 20 });
  const plain = await fakeRun(machine, { place: "BE" }, spend);
  const beside = await fakeRun(machine, { place: "BE", codecarbon: true }, spend);
  assert.equal(beside.energyJ.share?.value, plain.energyJ.share?.value);
  assert.equal(beside.method, undefined);
  near(beside.codecarbon?.energyJ, 365.625);
  assert.match(
    cardText(beside),
    /Compare +CodeCarbon 3\.3\.2 would say 14 mg CO2e, 366 J \(machine mode, no interval\)/,
  );
  assert.doesNotMatch(cardText(plain), /CodeCarbon/);
  const metric = recordMetrics(beside).find(({ key }) => key === "carbon/codecarbon_mg");
  assert.equal(metric?.value, 14.03);
});

Deno.test("a run on a processor that CodeCarbon's table holds no number for keeps wattbook's figures, and says why", async () => {
  using machine = namedPc();
  machine.write("/proc/cpuinfo", "processor\t: 0\nmodel name\t: Intel Celeron 1200\n");
  const record = await fakeRun(machine, METHOD, () => machine.spend(10, { busyS: 4, ownS: 2 }));
  assert.equal(record.method, undefined);
  assert.ok((record.energyJ.share?.value ?? 0) > 0);
  assert.match(
    record.notes[0] ?? "",
    /CodeCarbon 3\.3\.2 would report nothing: .*29\.32\.9.*by wattbook's own/,
  );
});

peerTest("a tracked run says what the real CodeCarbon says to the same readings", async () => {
  using machine = namedPc();
  const cases = [
    { info: METHOD, figure: "machine", kind: "load", reading: 50 },
    { info: { ...METHOD, figure: "share" }, figure: "share", kind: "process", reading: 20 },
    { info: { ...METHOD, place: "US-CAL-CISO", pue: 1.2 }, figure: "machine", kind: "load", reading: 50 },
    { info: { ...METHOD, place: "gcp:europe-west1" }, figure: "machine", kind: "load", reading: 50 },
    { info: { ...METHOD, place: "SE-SE3" }, figure: "machine", kind: "load", reading: 50 },
    { info: { ...METHOD, place: "Ohio" }, figure: "machine", kind: "load", reading: 50 },
  ] as const;
  const places = [
    { country: "BEL" },
    { country: "BEL" },
    { country: "USA", region: "California" },
    { cloud_provider: "gcp", cloud_region: "europe-west1", country: "BEL" },
    { country: "SWE", region: "SE3" },
    { country: "USA", region: "Ohio" },
  ];
  const questions = cases.map(({ info, kind, reading }, at) => ({
    kind: "run",
    in: {
      kind,
      model: "Intel(R) Core(TM) i9-13900K",
      threads: 8,
      sockets: 1,
      forced_w: null,
      gib: kind === "process" ? 100e6 / 1024 ** 3 : 15.625,
      arm: false,
      pue: "pue" in info ? info.pue : 1,
      wue: 0,
      gpu: false,
      place: places[at],
      intervals: [{ samples: [[reading, 10]], counters: [], gpu: [] }],
    },
  }));
  const answers = await askCodecarbon("codecarbon_answers.py", questions) as Record<string, number>[];
  for (const [at, { info, figure }] of cases.entries()) {
    const { energyJ, emissionsG, pue } = await fakeRun(
      machine,
      info,
      () => machine.spend(10, { busyS: 40, ownS: 20 }),
    );
    near((energyJ[figure]?.value ?? NaN) * pue / 3.6e6, answers[at]?.["energy_consumed"] ?? NaN);
    near((emissionsG[figure]?.value ?? NaN) / 1000, answers[at]?.["emissions"] ?? NaN);
  }
});
