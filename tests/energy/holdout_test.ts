import assert from "node:assert/strict";
import { codecarbonScores, profileScore, serverScore } from "../accuracy/power_models.ts";
import { packagePowerSource } from "../generate/package_power.ts";
import { serverResults } from "../generate/power_data.ts";
import { serverPowerSource } from "../generate/server_power.ts";

const table = (name: string) =>
  Deno.readTextFileSync(new URL(`../../lib/energy/data/${name}.ts`, import.meta.url));

Deno.test("loadCurve() holds at least nine tenths of the points of a processor that its fit never saw", () => {
  const { points, inside = 0 } = profileScore();
  assert.equal(points, 86);
  assert.ok(inside >= 0.9, `${inside}`);
});

Deno.test("loadCurve() holds at least nine tenths of published servers that its fit never saw", () => {
  const { points, inside = 0 } = serverScore();
  assert.equal(points, 402);
  assert.ok(inside >= 0.9, `${inside}`);
});

Deno.test.each(codecarbonScores())(
  "loadCurve() has a smaller median error than $name on CodeCarbon's own calibration data",
  ({ points, medianError }) => {
    assert.equal(points, 86);
    assert.ok(profileScore().medianError < medianError, `${profileScore().medianError} ${medianError}`);
  },
);

Deno.test("loadCurve() keeps its interval useful: high over low at most 8 on the profiles", () => {
  assert.ok((profileScore().width ?? Infinity) <= 8, `${profileScore().width}`);
});

Deno.test("serverResults() holds every fifth row out, and leaves out rows that contradict themselves", () => {
  const { fitted, heldOut } = serverResults();
  assert.deepEqual([fitted.length, heldOut.length], [828, 201]);
});

Deno.test("the tables in lib/energy/data are what the generators make", () => {
  assert.equal(table("server_power"), serverPowerSource());
  assert.equal(table("package_power"), packagePowerSource());
});
