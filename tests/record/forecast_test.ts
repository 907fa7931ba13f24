import assert from "node:assert/strict";
import { type EpochEnd, forecast } from "../../lib/record/forecast.ts";

const intensity = {
  gramsPerKwh: 360,
  low: 360,
  high: 360,
  source: "test",
  year: 2025,
  zone: "X",
  zoneName: "X",
  kind: "average",
  placeFrom: "option",
};

/** Epochs that end at these seconds, at 10 W known to within a half and twice. */
function ends(...seconds: number[]): EpochEnd[] {
  return seconds.map((durationS) => ({
    durationS,
    energyJ: { value: 10 * durationS, low: 5 * durationS, high: 20 * durationS, grade: "D", how: "model" },
  }));
}

const options = (done: number, epochs: number) => ({ done, epochs, intensity, pue: 1 });
const round = ({ value, low, high }: { value: number; low: number; high: number }) =>
  [value, low, high].map((number) => Math.round(number * 1000) / 1000);

Deno.test("forecast() after two epochs goes on with the second, within a factor of two", () => {
  // 5 s with loading, then 2 s: 8 more of 2 s make 7 + 16 = 23 s, between 7 + 8 and 7 + 32.
  const seen = forecast(ends(5, 7), options(2, 10));
  assert.deepEqual(seen && round(seen.durationS), [23, 15, 39]);
  assert.deepEqual([seen?.done, seen?.epochs], [2, 10]);
});

Deno.test("forecast() takes Student's t for the mean of the epochs to come", () => {
  // Steps 2.4, 2.6, 2.4, 2.6: mean 2.5, s = √(0.04/3), t(3) = 3.182; half of the mean's interval = 3.182·s/√4 =
  // 0.18371, for the mean of 4 more times √(1 + 4/4) = 0.25981, so 15 + 4·2.5 ± 4·0.25981.
  const seen = forecast(ends(5, 7.4, 10, 12.4, 15), options(5, 9));
  assert.deepEqual(seen && round(seen.durationS), [25, 23.961, 26.039]);
});

Deno.test("forecast() has the interval of the measurement beside that of the epochs", () => {
  // Equal epochs: only the measurement's own half and twice are left. 200 J at 360 g/kWh are 0.02 g.
  const seen = forecast(ends(2, 4, 6, 8), options(4, 10));
  assert.deepEqual(seen?.energyJ && round(seen.energyJ), [200, 100, 400]);
  assert.deepEqual(seen?.emissionsG && round(seen.emissionsG), [0.02, 0.01, 0.04]);
  assert.deepEqual([seen?.energyJ?.grade, seen?.energyJ?.how], ["D", "model; forecast from 4 epochs"]);
});

Deno.test("forecast() at the end says what was used", () => {
  const seen = forecast(ends(5, 7, 10), options(3, 3));
  assert.deepEqual(seen && round(seen.durationS), [10, 10, 10]);
  assert.deepEqual(seen?.energyJ, { value: 100, low: 50, high: 200, grade: "D", how: "model" });
});

Deno.test.each([
  { name: "no epoch", seen: forecast(ends(), options(0, 10)) },
  { name: "one epoch", seen: forecast(ends(5), options(1, 10)) },
  { name: "more epochs than there should be", seen: forecast(ends(5, 7, 9), options(3, 2)) },
])("forecast() of $name is unknown", ({ seen }) => {
  assert.equal(seen, undefined);
});

Deno.test("forecast() without energy forecasts the time alone", () => {
  const seen = forecast(
    [{ durationS: 1, energyJ: undefined }, { durationS: 2, energyJ: undefined }],
    options(2, 4),
  );
  assert.deepEqual(seen, { done: 2, epochs: 4, durationS: { value: 4, low: 3, high: 6 } });
});
