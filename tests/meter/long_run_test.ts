import assert from "node:assert/strict";
import { playDay } from "./long_run.ts";
import { DAY_S, DEVICES, RANGE_J, SPIKE, wattsOf } from "./long_run_program.ts";

const MIB = 2 ** 20;

Deno.test("a day at 1 Hz with eight devices", async (t) => {
  const day = await playDay();
  const devices = Array.from({ length: DEVICES }, (_, device) => device);
  await t.step("has every joule of each, over up to 171 wraps and two jumps of the wall clock", () => {
    const joules = devices.map((device) =>
      wattsOf(device) * DAY_S + (device === SPIKE.device ? SPIKE.watts : 0)
    );
    assert.deepEqual(day.energiesJ.map((energyJ) => Math.round(energyJ ?? NaN)), joules);
    // Each began at 1000 J times its number.
    assert.deepEqual(
      day.wraps,
      devices.map((device) => Math.floor((1000 * device + (joules[device] ?? 0)) / RANGE_J)),
    );
    assert.equal(day.coverage, 1);
  });
  await t.step("adds up over 10,000 spans of a second", () => assert.ok(Math.abs(day.spansSum - 1) < 1e-9));
  await t.step("takes less than 16 MiB, and no more at its end than after three hours", () => {
    assert.ok(day.ringBytes + day.grownBytes.all < 16 * MIB, JSON.stringify(day.grownBytes));
    assert.ok(day.grownBytes.day - day.grownBytes.early < MIB, JSON.stringify(day.grownBytes));
  });
  await t.step("keeps a spike of one second in a picture of 300 points", () => {
    const [watts, atS] = day.spike;
    assert.ok(day.points[0] > 2000 && day.points[1] <= 300, day.points.join());
    assert.equal(watts, wattsOf(SPIKE.device) + SPIKE.watts);
    // A day's samples are 32 s apart.
    assert.ok(Math.abs(atS - SPIKE.atS) <= 32, `${atS} s`);
  });
  await t.step("says that the wall clock was set", () => assert.match(day.notes.join(), /its clock was set/));
});
