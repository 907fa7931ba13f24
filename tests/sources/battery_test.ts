import assert from "node:assert/strict";
import { openLedger } from "../../lib/meter/ledger.ts";
import { openBattery } from "../../lib/sources/battery.ts";
import { sampled } from "../fixtures/sampled.ts";
import { type FakeMachine, fakeMachine } from "../fixtures/sys/fake_machine.ts";

const FOLDER = "/sys/class/power_supply";

function laptop(files: Readonly<Record<string, string>>, name = "BAT0"): FakeMachine {
  const machine = fakeMachine("vm");
  machine.write(`${FOLDER}/AC/type`, "Mains\n");
  for (const [file, text] of Object.entries({ type: "Battery", ...files })) {
    machine.write(`${FOLDER}/${name}/${file}`, `${text}\n`);
  }
  return machine;
}

Deno.test("openBattery() reads the power of a battery that discharges, as a meter of the whole machine", () => {
  using machine = laptop({ status: "Discharging", power_now: "12500000" });
  const { sources: [source], leftOut } = openBattery(machine.host);
  assert.deepEqual(leftOut, []);
  assert.deepEqual(source?.device, { id: "battery:BAT0", part: "machine", label: "Battery (whole machine)" });
  assert.deepEqual(source?.read(), { kind: "power", power: 12.5 });
  assert.deepEqual([source?.kind, source?.periodS], ["power", 30]);
  source?.[Symbol.dispose]();
});

Deno.test("openBattery() multiplies current and voltage where the firmware tells no power", () => {
  using machine = laptop({ status: "Discharging", current_now: "1000000", voltage_now: "11400000" });
  const { sources: [source] } = openBattery(machine.host);
  assert.deepEqual(source?.read(), { kind: "power", power: 11.4 });
  assert.equal(source && sampled(source), 11.4);
  source?.[Symbol.dispose]();
});

Deno.test.each(["Charging", "Full", "Not charging", "Unknown"])(
  "openBattery() leaves out a battery that is %s, with the remedy",
  (status) => {
    using machine = laptop({ status, power_now: "12500000" });
    const { sources, leftOut } = openBattery(machine.host);
    assert.deepEqual(sources, []);
    assert.equal(
      leftOut[0]?.whyNot,
      `/sys/class/power_supply/BAT0/status: "${status}"; only a battery that discharges tells what the machine draws`,
    );
    assert.match(leftOut[0]?.howToEnable ?? "", /^unplug the laptop/);
  },
);

Deno.test("openBattery() leaves out two batteries, the battery of a mouse, and a machine without", () => {
  using two = laptop({ status: "Discharging", power_now: "1" });
  two.write(`${FOLDER}/BAT1/type`, "Battery\n");
  assert.match(openBattery(two.host).leftOut[0]?.whyNot ?? "", /^BAT0 and BAT1: /);
  using mouse = laptop({ status: "Discharging", power_now: "1", scope: "Device" });
  assert.equal(openBattery(mouse.host).leftOut[0]?.absent, true);
  using none = fakeMachine("vm");
  assert.equal(openBattery(none.host).leftOut[0]?.whyNot, "this machine has none");
});

Deno.test("openBattery() in a ledger: what it drew while it discharged, nothing made up after it was plugged in", () => {
  using machine = laptop({ status: "Discharging", power_now: "10000000" });
  using ledger = openLedger(machine.host);
  const start = ledger.mark();
  machine.pass(600);
  machine.write(`${FOLDER}/BAT0/power_now`, "20000000\n");
  const half = ledger.mark();
  // 10 → 20 W in 600 s.
  assert.equal(ledger.between(start, half).devices[0]?.energyJ, 9000);
  machine.write(`${FOLDER}/BAT0/status`, "Charging\n");
  machine.pass(300);
  ledger.mark();
  machine.write(`${FOLDER}/BAT0/status`, "Discharging\n");
  machine.pass(300);
  const span = ledger.between(start, ledger.mark());
  assert.deepEqual([span.devices[0]?.energyJ, span.devices[0]?.coverage], [9000, 0.5]);
  assert.match(
    span.notes.join(),
    /^A part could not be read: Battery \(whole machine\): .*status" is "Charging", not "Discharging"/,
  );
});
