import assert from "node:assert/strict";
import { openHwmon } from "../../lib/sources/hwmon.ts";
import type { OpenedKind } from "../../lib/sources/source.ts";
import { type FakeMachine, fakeMachine } from "../fixtures/sys/fake_machine.ts";

const FOLDER = "/sys/class/hwmon";

/** A machine with sensors: per folder its driver and files. */
function boardWith(folders: Readonly<Record<string, Readonly<Record<string, string>>>>): FakeMachine {
  const machine = fakeMachine("vm");
  for (const [folder, files] of Object.entries(folders)) {
    for (const [file, text] of Object.entries(files)) {
      machine.write(`${FOLDER}/${folder}/${file}`, `${text}\n`);
    }
  }
  return machine;
}

function opened(machine: FakeMachine, counted = false): OpenedKind & Disposable {
  const { sources, leftOut } = openHwmon(machine.host, counted);
  return { sources, leftOut, [Symbol.dispose]: () => sources.forEach((source) => source[Symbol.dispose]()) };
}

/** Label, part and reading of each source. */
function read({ sources }: OpenedKind) {
  return sources.map((source) => [source.device.label, source.device.part, source.read()]);
}

Deno.test("openHwmon() reads Intel's cards in microjoules, the card rather than its chip", () => {
  using machine = boardWith({
    hwmon3: { name: "i915", energy1_input: "5000000", in0_input: "700" },
    hwmon10: {
      name: "xe",
      energy1_input: "9000000",
      energy1_label: "card",
      energy2_input: "7000000",
      energy2_label: "pkg",
    },
  });
  using hwmon = opened(machine);
  assert.deepEqual(read(hwmon), [
    ["Intel GPU", "gpu", { kind: "counter", energy: 5 }],
    ["Intel GPU, hwmon10", "gpu", { kind: "counter", energy: 9 }],
  ]);
  assert.deepEqual(hwmon.sources.map(({ device }) => device.id), [
    "hwmon:hwmon3:energy1_input",
    "hwmon:hwmon10:energy1_input",
  ]);
  assert.match(hwmon.sources[0]?.device.notSplit ?? "", /does not tell which process/);
});

Deno.test("openHwmon() takes the chip where a driver tells no card", () => {
  using machine = boardWith({ hwmon0: { name: "xe", energy2_input: "7000000", energy2_label: "pkg" } });
  using hwmon = opened(machine);
  assert.deepEqual(read(hwmon), [["Intel GPU", "gpu", { kind: "counter", energy: 7 }]]);
});

Deno.test("openHwmon() adds sockets of amd_energy and no cores, and nothing where the processor is counted already", () => {
  using machine = boardWith({
    hwmon1: {
      name: "amd_energy",
      energy1_label: "Ecore000",
      energy1_input: "1000000",
      energy2_label: "Esocket0",
      energy2_input: "8000000",
      energy3_label: "Esocket1",
      energy3_input: "9000000",
    },
  });
  using alone = opened(machine);
  assert.deepEqual(read(alone), [
    ["CPU socket 0", "cpu", { kind: "counter", energy: 8 }],
    ["CPU socket 1", "cpu", { kind: "counter", energy: 9 }],
  ]);
  using beside = opened(machine, true);
  assert.deepEqual(beside.sources, []);
  assert.deepEqual(beside.leftOut.map(({ whyNot }) => whyNot), [
    "/sys/class/hwmon/hwmon1 (amd_energy): CPU socket 0 repeats the processor's own counter",
    "/sys/class/hwmon/hwmon1 (amd_energy): CPU socket 1 repeats the processor's own counter",
  ]);
});

Deno.test("openHwmon() reads an ACPI power meter as the whole board, with the period that it tells", () => {
  using machine = boardWith({
    hwmon0: { name: "power_meter", power1_average: "215000000", power1_average_interval: "4000" },
  });
  using hwmon = opened(machine);
  assert.deepEqual(read(hwmon), [["Board (ACPI power meter)", "machine", { kind: "power", power: 215 }]]);
  assert.deepEqual([hwmon.sources[0]?.kind, hwmon.sources[0]?.periodS], ["power", 4]);
});

Deno.test("openHwmon() takes the sensor of a Grace chip, not those that overlap it", () => {
  using machine = boardWith({
    hwmon1: { name: "power_meter", power1_average: "300000000", power1_oem_info: "Module Power Socket 0" },
    hwmon2: { name: "power_meter", power1_average: "110000000", power1_oem_info: "Grace Power Socket 0" },
    hwmon3: { name: "power_meter", power1_average: "60000000", power1_oem_info: "CPU Power Socket 0" },
    hwmon4: { name: "power_meter", power1_oem_info: "Grace Power Socket 1" },
  });
  using hwmon = opened(machine);
  assert.deepEqual(read(hwmon), [["Grace socket 0", "cpu", { kind: "power", power: 110 }]]);
  assert.match(hwmon.leftOut.at(-1)?.whyNot ?? "", /force_cap_on=y/);
});

Deno.test("openHwmon() multiplies volts and amperes of a Jetson's input, and skips shunts and sums", () => {
  using machine = boardWith({
    hwmon1: {
      name: "ina3221",
      in1_label: "VDD_IN",
      in1_input: "5000",
      curr1_input: "2400",
      in2_label: "VDD_CPU_GPU_CV",
      in2_input: "5000",
      curr2_input: "800",
      in4_input: "7",
      in7_label: "sum of shunt voltages",
      in7_input: "9",
    },
  });
  using hwmon = opened(machine);
  // 5 V · 2.4 A.
  assert.deepEqual(read(hwmon), [["Board (VDD_IN)", "machine", { kind: "power", power: 12 }]]);
});

Deno.test("openHwmon() takes known rails of a Jetson without an input rail, and names the others", () => {
  using machine = boardWith({
    hwmon1: {
      name: "ina3221",
      in1_label: "VDD_GPU",
      in1_input: "5000",
      curr1_input: "400",
      in2_label: "VDD_CPU_CV",
      in2_input: "5000",
      curr2_input: "200",
      in3_label: "VDD_SOC",
      in3_input: "5000",
      curr3_input: "100",
    },
  });
  using hwmon = opened(machine);
  assert.deepEqual(read(hwmon), [
    ["GPU rail VDD_GPU", "gpu", { kind: "power", power: 2 }],
    ["CPU rail VDD_CPU_CV", "cpu", { kind: "power", power: 1 }],
  ]);
  assert.match(hwmon.leftOut[0]?.whyNot ?? "", /rail 3 "VDD_SOC": it is not known which part/);
});

Deno.test("openHwmon() leaves out what it does not know, and leaves amdgpu to its own source", () => {
  using machine = boardWith({
    hwmon0: { name: "ltc4282", energy1_input: "100" },
    hwmon1: { name: "amdgpu", power1_average: "30000000" },
    hwmon2: { name: "nvme", temp1_input: "40000" },
  });
  using hwmon = opened(machine);
  assert.deepEqual(hwmon.sources, []);
  assert.deepEqual(hwmon.leftOut.map(({ whyNot }) => whyNot), [
    "/sys/class/hwmon/hwmon0 (ltc4282): energy1_input: it is not known which part of the machine that is",
  ]);
});

Deno.test("openHwmon() names a card that is there and refuses to be read", () => {
  using machine = boardWith({ hwmon0: { name: "i915", energy1_input: "1" } });
  machine.denied.add(`${FOLDER}/hwmon0/energy1_input`);
  using hwmon = opened(machine);
  assert.deepEqual(hwmon.leftOut.map(({ present }) => present), ["Intel GPU"]);
  assert.match(hwmon.leftOut[0]?.whyNot ?? "", /Permission denied/);
});

Deno.test.each([
  { what: "text", text: "unavailable", words: "it holds no number" },
  { what: "nothing", text: "", words: "it holds no number" },
])("openHwmon() keeps the reason of a sensor that returns $what in mid-run", ({ text, words }) => {
  using machine = boardWith({ hwmon0: { name: "i915", energy1_input: "1" } });
  using hwmon = opened(machine);
  machine.write(`${FOLDER}/hwmon0/energy1_input`, text);
  assert.throws(() => hwmon.sources[0]?.read(), {
    name: "SourceError",
    message: `Cannot read "/sys/class/hwmon/hwmon0/energy1_input": ${words}`,
  });
});

Deno.test("openHwmon() keeps the reason when a permission is taken away in mid-run", () => {
  using machine = boardWith({ hwmon0: { name: "i915", energy1_input: "1" } });
  using hwmon = opened(machine);
  machine.denied.add(`${FOLDER}/hwmon0/energy1_input`);
  assert.throws(() => hwmon.sources[0]?.read(), { name: "SourceError", message: /Permission denied/ });
});

Deno.test("openHwmon() says that a machine has no such sensor", () => {
  using machine = fakeMachine("vm");
  using hwmon = opened(machine);
  assert.deepEqual(hwmon.leftOut, [{
    name: "hwmon",
    whyNot: "no sensor of energy or power",
    howToEnable: "",
    absent: true,
  }]);
});
