import assert from "node:assert/strict";
import { type Ledger, type LedgerMark, openLedger, type Span } from "../../lib/meter/ledger.ts";
import { AMD_RANGE_UJ, INTEL_RANGE_UJ } from "../fixtures/sys/machines.ts";
import { type FakeMachine, fakeMachine } from "../fixtures/sys/fake_machine.ts";

const ENERGY = "/sys/class/powercap/intel-rapl:0/energy_uj";

/** Sets the package's counter, lets time pass, marks. */
function step(
  machine: FakeMachine,
  ledger: Ledger,
  seconds: number,
  joules: number,
  zone = "intel-rapl:0",
): LedgerMark {
  machine.pass(seconds);
  machine.counter(zone, joules);
  return ledger.mark();
}

/** Joules of each device, to a thousandth. */
function joules(span: Span): (number | undefined)[] {
  return span.devices.map(({ energyJ }) => energyJ === undefined ? undefined : Number(energyJ.toFixed(3)));
}

Deno.test("ledger() adds 100 W over 10 s to 1000 J", () => {
  using machine = fakeMachine("desktop");
  using ledger = openLedger(machine.host);
  const start = step(machine, ledger, 0, 5000);
  const span = ledger.between(start, step(machine, ledger, 10, 6000));
  assert.deepEqual(joules(span), [1000]);
  assert.equal(span.durationS, 10);
  assert.equal(span.endMs - span.startMs, 10_000);
  const [device] = span.devices;
  assert.equal(device?.coverage, 1);
  assert.equal(device?.kind, "counter");
  // 2 edges · 1 ms · 100 W + 61 µJ
  assert.equal(device?.resolutionJ.toFixed(6), "0.200061");
  assert.deepEqual(span.notes, []);
});

Deno.test("ledger() corrects a wrap once, whatever the number of spans over it", () => {
  using machine = fakeMachine("desktop");
  using ledger = openLedger(machine.host);
  const range = INTEL_RANGE_UJ / 1e6;
  const a = step(machine, ledger, 0, range - 40);
  const b = step(machine, ledger, 1, 60);
  const c = step(machine, ledger, 1, 160);
  assert.deepEqual(joules(ledger.between(a, b)), [100]);
  assert.deepEqual(joules(ledger.between(a, c)), [200]);
  assert.deepEqual(joules(ledger.between(b, c)), [100]);
});

Deno.test("ledger() nests and overlaps spans without counting twice", () => {
  using machine = fakeMachine("desktop");
  using ledger = openLedger(machine.host);
  const marks = [0, 10, 30, 60, 100].map((risen) => step(machine, ledger, 1, 1000 + risen));
  const between = (from: number, to: number) => {
    const [start, end] = [marks[from], marks[to]];
    assert.ok(start && end);
    return joules(ledger.between(start, end))[0] ?? NaN;
  };
  assert.equal(between(0, 4), 100);
  assert.equal(between(0, 1) + between(1, 2) + between(2, 3) + between(3, 4), 100);
  assert.equal(between(0, 3) + between(1, 4), between(0, 4) + between(1, 3));
});

Deno.test("ledger() adds sockets and DRAM apart, and never what is inside a package", () => {
  using machine = fakeMachine("two_sockets");
  using ledger = openLedger(machine.host);
  const start = ledger.mark();
  machine.pass(10);
  machine.counter("intel-rapl:0", 10_700);
  machine.counter("intel-rapl:1", 20_500);
  machine.counter("intel-rapl:0/intel-rapl:0:0", 2_050);
  machine.counter("intel-rapl:1/intel-rapl:1:0", 3_030);
  const span = ledger.between(start, ledger.mark());
  assert.deepEqual(span.devices.map(({ device, energyJ }) => `${device.label} ${energyJ}`), [
    "CPU package 0 700",
    "CPU package 1 500",
    "Memory 0 50",
    "Memory 1 30",
  ]);
});

Deno.test("ledger() counts a mirrored die once", () => {
  using machine = fakeMachine("mirrored");
  using ledger = openLedger(machine.host);
  const start = ledger.mark();
  machine.pass(1);
  machine.counter("intel-rapl:0", 136);
  machine.counter("intel-rapl:1", 136);
  assert.deepEqual(joules(ledger.between(start, ledger.mark())), [68]);
});

Deno.test("ledger() drops the interval of a reset, keeps the rest and says so", () => {
  using machine = fakeMachine("desktop");
  using ledger = openLedger(machine.host);
  const a = step(machine, ledger, 0, 100_000);
  const b = step(machine, ledger, 10, 5);
  const c = step(machine, ledger, 10, 405);
  assert.deepEqual(joules(ledger.between(a, b)), [undefined]);
  const span = ledger.between(a, c);
  assert.deepEqual(joules(span), [400]);
  assert.equal(span.devices[0]?.coverage, 0.5);
  assert.deepEqual(span.notes, [
    "A part could not be read: CPU package 0: the counter went from 100000 J to 5 J in 10 s: it was reset",
  ]);
  assert.deepEqual(ledger.between(b, c).notes, []);
});

Deno.test("ledger() gives 30 J for 30 J although a read failed on the way: never a wrap, never a loss", () => {
  using machine = fakeMachine("desktop");
  using ledger = openLedger(machine.host);
  const start = step(machine, ledger, 0, 1000);
  step(machine, ledger, 1, 1010);
  machine.denied.add(ENERGY);
  step(machine, ledger, 1, 1020);
  machine.denied.clear();
  const span = ledger.between(start, step(machine, ledger, 1, 1030));
  assert.deepEqual(joules(span), [30]);
  assert.equal(span.devices[0]?.coverage, 1);
  assert.deepEqual(span.notes, []);
});

Deno.test("ledger() takes for the whole what misses it by rounding, and nothing more", () => {
  using machine = fakeMachine("desktop");
  using ledger = openLedger(machine.host);
  const start = step(machine, ledger, 0, 5000), end = step(machine, ledger, 10, 6000);
  // Of many readings, as doubles add them up.
  const less = (seconds: number) => {
    const accounts = end.accounts.map((account) => ({ ...account, coveredS: account.coveredS - seconds }));
    return ledger.between(start, { ...end, accounts }).devices[0]?.coverage;
  };
  assert.deepEqual([less(2e-15), less(0.001)], [1, 0.9999]);
});

Deno.test("ledger() lowers the coverage when the last read fails", () => {
  using machine = fakeMachine("desktop");
  using ledger = openLedger(machine.host);
  const start = step(machine, ledger, 0, 1000);
  step(machine, ledger, 6, 1060);
  machine.denied.add(ENERGY);
  const span = ledger.between(start, step(machine, ledger, 2, 1080));
  assert.deepEqual(joules(span), [60]);
  assert.equal(span.devices[0]?.coverage, 0.75);
  assert.deepEqual(span.notes, [
    'A part could not be read: Cannot read "/sys/class/powercap/intel-rapl:0/energy_uj"',
  ]);
});

Deno.test("ledger() does not charge a span for what was used before its first read, which failed", () => {
  using machine = fakeMachine("desktop");
  using ledger = openLedger(machine.host);
  step(machine, ledger, 0, 1000);
  machine.denied.add(ENERGY);
  const start = step(machine, ledger, 30, 4000);
  machine.denied.clear();
  // 4000 J in 40 s are known, 10 s of them inside the span: its mean power, not all of it.
  const span = ledger.between(start, step(machine, ledger, 10, 5000));
  assert.deepEqual(joules(span), [1000]);
  assert.match(span.notes[0] ?? "", /^Partly estimated, because the first reading failed: /);
});

Deno.test("ledger() knows no energy where nothing can be read", () => {
  using machine = fakeMachine("desktop");
  using ledger = openLedger(machine.host);
  machine.denied.add(ENERGY);
  const start = ledger.mark();
  machine.pass(1);
  const span = ledger.between(start, ledger.mark());
  assert.deepEqual(joules(span), [undefined]);
  assert.equal(span.devices[0]?.coverage, 0);
  using vm = fakeMachine("vm");
  using without = openLedger(vm.host);
  assert.deepEqual(without.between(without.mark(), without.mark()).devices, []);
});

Deno.test("ledger() takes a counter that stands still for unknown, not for 0 J", () => {
  using machine = fakeMachine("desktop");
  using ledger = openLedger(machine.host);
  const start = ledger.mark();
  machine.pass(0.01);
  assert.deepEqual(joules(ledger.between(start, ledger.mark())), [0]);
  machine.pass(1);
  const span = ledger.between(start, ledger.mark());
  assert.deepEqual(joules(span), [undefined]);
  assert.deepEqual(span.notes, ["A part could not be read: CPU package 0: its counter stands still"]);
});

Deno.test("ledger() drops minutes without a read in which the counter may have wrapped; samples in between save them", () => {
  using machine = fakeMachine("amd");
  using ledger = openLedger(machine.host);
  const range = AMD_RANGE_UJ / 1e6;
  const start = step(machine, ledger, 0, 60_000);
  // 400 W for 400 s are 160 kJ: the counter wraps twice and ends below 65.5 kJ.
  const at = (joules: number) => (60_000 + joules) % range;
  const from = machine.now.atS;
  for (let seconds = 30; seconds < 400; seconds += 30) ledger.bridge(0, at(400 * seconds), from + seconds);
  const end = step(machine, ledger, 400, at(160_000));
  assert.deepEqual(joules(ledger.between(start, end)), [160_000]);
  assert.equal(end.accounts[0]?.wraps, 3);
  const unseen = ledger.between(end, step(machine, ledger, 400, 10_000));
  assert.deepEqual(joules(unseen), [undefined]);
  assert.match(unseen.notes[0] ?? "", /not read for 400 s, in which its counter may have wrapped unseen/);
});

Deno.test("ledger() bridges with samples after its last reading only", () => {
  using machine = fakeMachine("desktop");
  using ledger = openLedger(machine.host);
  const start = step(machine, ledger, 0, 1000);
  // A sample that was read a moment before the mark and whose clock is a millisecond ahead.
  ledger.bridge(0, 999.9, machine.now.atS + 0.001);
  ledger.bridge(0, 500, machine.now.atS - 5);
  const span = ledger.between(start, step(machine, ledger, 1, 1100));
  assert.deepEqual(joules(span), [100]);
  assert.deepEqual(span.notes, []);
});

Deno.test("ledger() counts from the first sample on where a meter had not answered when the run began", () => {
  using machine = fakeMachine("vm");
  machine.write("/sys/class/hwmon/hwmon0/name", "power_meter\n");
  const board = "/sys/class/hwmon/hwmon0/power1_average";
  machine.write(board, "100000000\n");
  using ledger = openLedger(machine.host);
  assert.deepEqual(ledger.sources.map(({ kind }) => kind), ["power"]);
  machine.write(board, "not yet\n");
  const start = ledger.mark();
  machine.pass(1);
  ledger.bridge(0, NaN, machine.now.atS);
  for (const watts of [100, 120, 100]) {
    machine.pass(1);
    ledger.bridge(0, watts, machine.now.atS);
  }
  machine.write(board, "100000000\n");
  machine.pass(6);
  // 110 J twice between the samples, then 600 J; the first two of ten seconds are not known.
  const { devices: [device] } = ledger.between(start, ledger.mark());
  assert.deepEqual([device?.energyJ, device?.coverage], [820, 0.8]);
});

Deno.test("ledger() splits CPU time into own, children and machine, without the sampler", () => {
  using machine = fakeMachine("desktop");
  let samplerS = 3;
  machine.write("/proc/self/stat", "1 (deno) S 1 1 1 0 -1 0 0 0 0 0 0 0 100 20 0 0\n");
  machine.write("/proc/self/task/4242/children", "9 ");
  machine.write("/proc/9/stat", "9 (sh) S 1 1 1 0 -1 0 0 0 0 0 40 0 0 0 0 0\n");
  using ledger = openLedger(machine.host);
  ledger.subtract({ cpuS: () => samplerS });
  const start = ledger.mark();
  machine.pass(4);
  machine.cpu = { userS: 2, systemS: 0.5 };
  samplerS = 3.25;
  // Two of eight seconds more: user 1000 → 1700 ticks, steal 7 → 27.
  machine.write("/proc/stat", "cpu  1700 20 300 40000 500 5 6 27 400 3\ncpu0 1\ncpu1 1\n");
  machine.write("/proc/self/stat", "1 (deno) S 1 1 1 0 -1 0 0 0 0 0 0 0 130 30 0 0\n");
  machine.write("/proc/9/stat", "9 (sh) S 1 1 1 0 -1 0 0 0 0 0 90 0 0 0 0 0\n");
  const { cpu, overheadS } = ledger.between(start, ledger.mark());
  assert.equal(cpu.ownS, 2.25);
  assert.equal(cpu.childrenS.toFixed(9), "0.900000000");
  assert.equal(cpu.machineBusyS?.toFixed(9), "7.000000000");
  assert.equal(cpu.stealS.toFixed(9), "0.200000000");
  assert.equal(overheadS, 0.25);
});

Deno.test("ledger() never gives negative CPU time", () => {
  using machine = fakeMachine("desktop");
  using ledger = openLedger(machine.host);
  let samplerS = 0;
  ledger.subtract({ cpuS: () => samplerS });
  const start = ledger.mark();
  samplerS = 5;
  machine.write("/proc/stat", "cpu  1 20 300 40000 500 5 6 7 400 3\n");
  const { cpu } = ledger.between(start, ledger.mark());
  assert.deepEqual([cpu.ownS, cpu.childrenS, cpu.machineBusyS, cpu.stealS], [0, 0, 0, 0]);
});

Deno.test("ledger() knows how many processors there are and how many are allowed", () => {
  const allowed = (name: "desktop" | "container_v1" | "container_v2", logicalCpus = 2) => {
    using machine = fakeMachine(name, { logicalCpus });
    using ledger = openLedger(machine.host);
    const { cpu } = ledger.between(ledger.mark(), ledger.mark());
    return [cpu.logicalCpus, cpu.allowedCpus];
  };
  assert.deepEqual(allowed("desktop"), [2, 2]);
  assert.deepEqual(allowed("desktop", 1), [2, 1]);
  assert.deepEqual(allowed("container_v1"), [2, 1.5]);
  assert.deepEqual(allowed("container_v2"), [2, 0.5]);
});

Deno.test("ledger() takes the mean memory of both ends", () => {
  let residentBytes = 100e6;
  using machine = fakeMachine("container_v1", { residentBytes: () => residentBytes });
  using ledger = openLedger(machine.host);
  const start = ledger.mark();
  residentBytes = 300e6;
  assert.deepEqual(ledger.between(start, ledger.mark()).memory, {
    residentBytes: 200e6,
    totalBytes: 1_073_741_824,
  });
});

Deno.test("ledger() notes that the machine slept and does not stretch the span over it", () => {
  using machine = fakeMachine("desktop");
  using ledger = openLedger(machine.host);
  const start = step(machine, ledger, 0, 1000);
  machine.now = { atS: machine.now.atS, epochMs: machine.now.epochMs + 3600e3 };
  const span = ledger.between(start, step(machine, ledger, 10, 1100));
  assert.equal(span.durationS, 10);
  assert.deepEqual(joules(span), [100]);
  assert.deepEqual(span.notes, ["The machine slept or its clock was set: 3600 s are not measured"]);
});

Deno.test("ledger() folds samples in before each mark", () => {
  using machine = fakeMachine("desktop");
  using ledger = openLedger(machine.host);
  const calls: string[] = [];
  ledger.subtract({ cpuS: () => 0, bridge: () => calls.push("bridge") });
  machine.onRead = (path) => path === ENERGY && calls.push("read");
  ledger.mark();
  assert.deepEqual(calls, ["bridge", "read"]);
});

/** What the sampler's thread would have read, in the order of `OUTSIDE_FIELDS`. */
function outside(
  machine: FakeMachine,
  more: { atS: number; ownS: number; busyS: number; joules: number },
): number[] {
  const wallMs = machine.now.epochMs + (more.atS - machine.now.atS) * 1000;
  return [more.atS, wallMs, more.ownS, 0, 0, 0, more.busyS, 0, 50e6, 0.25, more.joules];
}

Deno.test("ledger.place() makes a mark of what another thread read, between two of its own", () => {
  using machine = fakeMachine("desktop");
  using ledger = openLedger(machine.host);
  const start = step(machine, ledger, 0, 1000);
  const placed = ledger.place(outside(machine, { atS: 1004, ownS: 3, busyS: 5, joules: 1040 }));
  machine.cpu = { userS: 7, systemS: 1 };
  const end = step(machine, ledger, 10, 1100);
  assert.deepEqual(joules(ledger.between(start, placed)), [40]);
  assert.deepEqual(joules(ledger.between(placed, end)), [60]);
  assert.deepEqual(joules(ledger.between(start, end)), [100]);
  const { durationS, startMs, cpu, memory } = ledger.between(placed, end);
  assert.equal(durationS, 6);
  assert.equal(startMs, 1_700_000_004_000);
  // 8 s at the end, 3 s at the placed mark; the 0.25 s of the sampler were before it.
  assert.equal(cpu.ownS, 5.25);
  assert.equal(memory.residentBytes, 75e6);
});

Deno.test("ledger.place() a reading that comes after a later mark of its own changes no other span", () => {
  using machine = fakeMachine("desktop");
  using ledger = openLedger(machine.host);
  const start = step(machine, ledger, 0, 1000);
  const early = step(machine, ledger, 10, 1100);
  const placed = ledger.place(outside(machine, { atS: 1009.5, ownS: 0, busyS: 0, joules: 1095 }));
  const end = step(machine, ledger, 10, 1200);
  assert.deepEqual(joules(ledger.between(start, early)), [100]);
  assert.deepEqual(joules(ledger.between(start, end)), [200]);
  assert.deepEqual(joules(ledger.between(placed, end)), [105]);
});

Deno.test("ledger.place() folds in only what was sampled before it, so that a wrap on either side counts once", () => {
  using machine = fakeMachine("desktop");
  using ledger = openLedger(machine.host);
  const range = INTEL_RANGE_UJ / 1e6;
  // At most 500 W in 100 s are 50 kJ; the package's range is 262 kJ.
  const samples = [[1100, range - 10], [1200, 20]] as const;
  let folded = 0;
  const start = step(machine, ledger, 0, range - 40);
  ledger.subtract({
    cpuS: () => 0,
    bridge(untilS = Infinity) {
      for (const [atS, value] of samples.slice(folded)) {
        if (atS > untilS) return;
        folded++;
        ledger.bridge(0, value, atS);
      }
    },
  });
  machine.pass(300);
  const placed = ledger.place(outside(machine, { atS: 1150, ownS: 0, busyS: 0, joules: range - 5 }));
  assert.equal(folded, 1);
  const end = step(machine, ledger, 0, 60);
  assert.equal(folded, 2);
  assert.deepEqual(joules(ledger.between(start, placed)), [35]);
  assert.deepEqual(joules(ledger.between(placed, end)), [65]);
});

Deno.test("ledger.place() with a file that could not be read says so and loses nothing", () => {
  using machine = fakeMachine("desktop");
  using ledger = openLedger(machine.host);
  const start = step(machine, ledger, 0, 1000);
  const placed = ledger.place(outside(machine, { atS: 1004, ownS: 0, busyS: NaN, joules: NaN }));
  const end = step(machine, ledger, 10, 1100);
  const span = ledger.between(placed, end);
  assert.equal(span.cpu.machineBusyS, undefined);
  assert.deepEqual(span.notes.filter((note) => note.startsWith("Partly estimated")).length, 1);
  assert.deepEqual(joules(ledger.between(start, end)), [100]);
});
