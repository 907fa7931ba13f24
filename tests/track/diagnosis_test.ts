import assert from "node:assert/strict";
import { loadIntensity } from "../../lib/carbon/intensity.ts";
import { findPlace } from "../../lib/carbon/place.ts";
import { openInstruments } from "../../lib/meter/bracket.ts";
import { diagnose, type DoctorReport } from "../../lib/track/diagnosis.ts";
import { addGpu } from "../fixtures/sys/add_gpu.ts";
import { type FakeMachine, fakeMachine } from "../fixtures/sys/fake_machine.ts";

async function reportOn({ host }: FakeMachine, kernelMissing?: readonly string[]): Promise<DoctorReport> {
  using instruments = openInstruments(host);
  const { sources, leftOut, cpuTime } = instruments;
  const intensity = await loadIntensity(findPlace(undefined, host));
  return diagnose({ host, sources, leftOut, cpuMissing: cpuTime.missing, kernelMissing, intensity });
}

const usable = ({ sources }: DoctorReport) =>
  sources.filter((source) => source.usable).map(({ name, grade }) => `${grade} ${name}`);
const NOT_HERE = "nothing: this machine has no such thing";
/** Sources that are left out of those that this machine has; meters that could be named come last. */
const leftOut = ({ sources }: DoctorReport) =>
  sources.filter(({ name, usable, how_to_enable = "" }) =>
    !usable && name !== "calibration" && how_to_enable !== NOT_HERE && !/^set WATTBOOK_/.test(how_to_enable)
  );

Deno.test("diagnose() a desktop: its package is read, the platform is not needed, memory goes by size", async () => {
  using machine = fakeMachine("desktop", { timeZone: "Europe/Brussels" });
  const report = await reportOn(machine);
  assert.equal(report.grade, "B");
  assert.deepEqual(usable(report), [
    "B CPU package 0 (/sys/class/powercap/intel-rapl:0/energy_uj)",
    "E memory: 0.392 W per GB of memory",
    "B CPU time of this process, its children, the machine",
  ]);
  assert.deepEqual(leftOut(report), [{
    name: "RAPL powercap",
    usable: false,
    why_not: "/sys/class/powercap/intel-rapl:1: psys overlaps the packages",
    how_to_enable: "nothing to do: what it would tell is read already",
  }]);
  assert.equal(report.processor, "Intel(R) Xeon(R) Gold 6148 CPU @ 2.40GHz");
  assert.deepEqual([report.place.zone, report.place.from, report.place.grams_per_kwh], [
    "BE",
    "time zone",
    180,
  ]);
  assert.equal(report.deno, Deno.version.deno);
});

Deno.test("diagnose() a machine whose counters are for root: the model stands in, the remedy is named", async () => {
  using machine = fakeMachine("desktop");
  for (const zone of ["0", "1"]) machine.denied.add(`/sys/class/powercap/intel-rapl:${zone}/energy_uj`);
  const report = await reportOn(machine);
  assert.equal(report.grade, "D");
  assert.match(usable(report)[0] ?? "", /^D processor: Skylake model, [\d.]+ – [\d.]+ W per thread$/);
  const [first, second] = leftOut(report);
  for (const source of [first, second]) {
    assert.match(source?.why_not ?? "", /energy_uj: Permission denied/);
    assert.match(source?.how_to_enable ?? "", /^sudo chmod/);
  }
});

Deno.test("diagnose() a platform counter alone: nothing is modelled beside it", async () => {
  using machine = fakeMachine("psys");
  const report = await reportOn(machine);
  assert.equal(report.grade, "B");
  assert.deepEqual(usable(report).map((name) => name.slice(0, 17)), [
    "B Platform (psys)",
    "B CPU time of thi",
  ]);
});

Deno.test("diagnose() a cloud machine: grade D, and nothing on it would help", async () => {
  using machine = fakeMachine("vm");
  const report = await reportOn(machine);
  assert.deepEqual([report.grade, leftOut(report).length], ["D", 1]);
  assert.equal(
    leftOut(report)[0]?.how_to_enable,
    "nothing on this machine; the model of the processor stands in",
  );
  assert.deepEqual([report.place.zone, report.place.from], ["World", "unknown"]);
  assert.match(report.place.note ?? "", /WATTBOOK_PLACE/);
});

Deno.test("diagnose() a machine that tells nothing: grade E, and each thing left out has reason and remedy", async () => {
  using machine = fakeMachine("none");
  const report = await reportOn(machine);
  assert.equal(report.grade, "E");
  assert.ok(leftOut(report).length >= 3);
  for (const { name, usable, why_not, how_to_enable } of report.sources) {
    assert.ok(usable || (why_not && how_to_enable), name);
  }
});

Deno.test("diagnose() lists every kind of source, those that this machine has not got last", async () => {
  using machine = fakeMachine("vm");
  const { sources } = await reportOn(machine);
  const absent = sources.filter(({ how_to_enable = "" }) => how_to_enable === NOT_HERE).map(({ name }) =>
    name
  );
  assert.deepEqual(absent, [
    "perf power events",
    "Apple energy counters",
    "Windows energy meters (EMI)",
    "NVIDIA GPU",
    "AMD GPU",
    "hwmon",
    "Intel GPU (Level Zero)",
    "battery",
  ]);
  assert.match(
    sources.find(({ name }) => name === "smart plug")?.how_to_enable ?? "",
    /^set WATTBOOK_PLUG=shelly:\/\/HOST/,
  );
  assert.deepEqual(sources.at(-1)?.name, "battery");
});

Deno.test("diagnose() does not count on a sensor that fell silent: reason, and the model in its place", async () => {
  using machine = fakeMachine("psys");
  using instruments = openInstruments(machine.host);
  const { sources, leftOut } = instruments;
  machine.write("/sys/class/powercap/intel-rapl:0/energy_uj", "n/a\n");
  const intensity = await loadIntensity(findPlace(undefined, machine.host));
  const report = diagnose({
    host: machine.host,
    sources,
    leftOut,
    cpuMissing: [],
    kernelMissing: undefined,
    intensity,
  });
  assert.equal(report.grade, "E");
  const silent = report.sources.find(({ name }) => name.startsWith("Platform (psys)"));
  assert.deepEqual([silent?.usable, silent?.why_not], [
    false,
    'Cannot read "/sys/class/powercap/intel-rapl:0/energy_uj": it holds no number',
  ]);
});

Deno.test("diagnose() names a card that is there without its driver, and grades one whose processes it cannot tell", async () => {
  using machine = fakeMachine("vm");
  addGpu(machine, "0000:01:00.0", "10de2331");
  machine.write("/sys/class/hwmon/hwmon0/name", "i915\n");
  machine.write("/sys/class/hwmon/hwmon0/energy1_input", "5\n");
  const report = await reportOn(machine);
  assert.equal(usable(report)[0], "C Intel GPU (/sys/class/hwmon/hwmon0/energy1_input)");
  const card = report.sources.find(({ name }) => name === "NVIDIA GPU: NVIDIA GPU 10de:2331 at 0000:01:00.0");
  assert.equal(card?.usable, false);
  assert.match(card?.how_to_enable ?? "", /^install NVIDIA's driver/);
});

Deno.test("diagnose() tells of the kernel: inside, what it lacks, installed or how to install one", async () => {
  using machine = fakeMachine("vm", { env: (name) => name === "HOME" ? "/home/ada" : undefined });
  assert.equal((await reportOn(machine, [])).kernel, "inside a Deno kernel");
  assert.equal((await reportOn(machine, ["No fence"])).kernel, "inside a Deno kernel; No fence");
  assert.match((await reportOn(machine)).kernel, /^not in a kernel, .*"deno jupyter --install" adds it$/);
  machine.write("/home/ada/.local/share/jupyter/kernels/deno/kernel.json", "{}");
  assert.match((await reportOn(machine)).kernel, /^not in a kernel; one is installed \(\/home\/ada\//);
});
