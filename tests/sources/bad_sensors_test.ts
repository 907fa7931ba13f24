import assert from "node:assert/strict";
import { openLedger } from "../../lib/meter/ledger.ts";
import { openSources } from "../../lib/sources/open.ts";
import { SourceError } from "../../lib/sources/source.ts";
import { seeded } from "../fixtures/seeded.ts";
import { addGpu } from "../fixtures/sys/add_gpu.ts";
import { type FakeMachine, fakeMachine } from "../fixtures/sys/fake_machine.ts";

/** Every file-based sensor of a machine: package, Intel card, board, battery, AMD card. */
const FILES = [
  "/sys/class/powercap/intel-rapl:0/energy_uj",
  "/sys/class/hwmon/hwmon0/energy1_input",
  "/sys/class/hwmon/hwmon1/power1_average",
  "/sys/class/power_supply/BAT0/power_now",
  "/sys/bus/pci/devices/0000:03:00.0/hwmon/hwmon2/power1_average",
] as const;
const [PACKAGE, CARD, BOARD] = FILES;

function fullMachine(): FakeMachine {
  const machine = fakeMachine("desktop");
  addGpu(machine, "0000:03:00.0", "1002744c");
  machine.write("/sys/class/hwmon/hwmon0/name", "i915\n");
  machine.write("/sys/class/hwmon/hwmon1/name", "power_meter\n");
  machine.write("/sys/class/power_supply/BAT0/type", "Battery\n");
  machine.write("/sys/class/power_supply/BAT0/status", "Discharging\n");
  for (const file of FILES) machine.write(file, "5000000\n");
  return machine;
}

const NONSENSE = [
  "",
  "\n",
  "n/a",
  "-5000000",
  "1e999",
  "NaN",
  "0x10",
  "5000000 W",
  "\0\0",
  "9".repeat(400),
  "[object]",
];

Deno.test("openSources() gives a reading or a reason for whatever a sensor says, at the start and later", () => {
  const random = seeded(6);
  const pick = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T;
  for (let round = 0; round < 60; round++) {
    using machine = fullMachine();
    const spoil = () => {
      const file = pick(FILES);
      const how = random();
      if (how < 0.6) machine.write(file, pick(NONSENSE));
      else if (how < 0.8) machine.denied.add(file);
      else Deno.removeSync(machine.root + file.slice(0, file.lastIndexOf("/")), { recursive: true });
    };
    if (round % 2 === 0) spoil();
    using opened = openSources(machine.host);
    for (const { whyNot } of opened.leftOut) assert.ok(whyNot.length > 0);
    if (round % 2 === 1) spoil();
    for (const source of opened.sources) {
      try {
        const reading = source.read();
        const value = reading.kind === "counter" ? reading.energy : reading.power;
        assert.ok(Number.isFinite(value), `${source.origin}: ${value}`);
      } catch (error) {
        assert.ok(error instanceof SourceError, `${source.origin}: ${error}`);
        assert.match(error.message, /^Cannot read "/);
      }
    }
  }
});

Deno.test("ledger() never counts more than was drawn, whatever sensors do: vanish, freeze, jump back, text, denied", () => {
  const random = seeded(7);
  for (let round = 0; round < 20; round++) {
    using machine = fullMachine();
    // What was really drawn; a counter may have been reset meanwhile.
    const truth = { [PACKAGE]: 0, [CARD]: 0, [BOARD]: 0 }, offset = { [PACKAGE]: 5, [CARD]: 5 };
    using ledger = openLedger(machine.host);
    const start = ledger.mark();
    for (let step = 0; step < 40; step++) {
      const watts = 20 + Math.floor(random() * 5) * 20, seconds = 0.5 + random() * 5;
      machine.write(BOARD, `${watts * 1e6}\n`);
      // The board's power is read at its begin too, so that a step is a rectangle.
      ledger.mark();
      machine.pass(seconds);
      for (const file of [PACKAGE, CARD, BOARD] as const) truth[file] += watts * seconds;
      for (const file of [PACKAGE, CARD] as const) {
        const spoilt = random();
        machine.denied.delete(file);
        if (spoilt < 0.1) machine.write(file, NONSENSE[Math.floor(random() * NONSENSE.length)] ?? "");
        else if (spoilt < 0.2) machine.denied.add(file);
        else if (spoilt < 0.35) offset[file] = -truth[file] + random();
        // Otherwise it stands still, or tells the truth.
        if (spoilt >= 0.2 && spoilt < 0.8) {
          machine.write(file, `${Math.round((truth[file] + offset[file]) * 1e6)}\n`);
        }
      }
      if (random() < 0.2) machine.write(BOARD, "-3000000\n");
      ledger.mark();
    }
    const { devices } = ledger.between(start, ledger.mark());
    for (const [id, file] of [["rapl:package-0", PACKAGE], ["hwmon:hwmon0:energy1_input", CARD]] as const) {
      const device = devices.find((one) => one.device.id === id);
      const energyJ = device?.energyJ ?? 0;
      assert.ok(energyJ <= truth[file] + 1e-3, `round ${round}: ${id} ${energyJ} J of ${truth[file]} J`);
      assert.ok((device?.coverage ?? 0) <= 1);
    }
    const board = devices.find(({ device }) => device.part === "machine" && device.id.startsWith("hwmon"));
    assert.ok((board?.energyJ ?? 0) <= truth[BOARD] + 1e-6, `round ${round}: board ${board?.energyJ} J`);
  }
});
