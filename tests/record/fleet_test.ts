import assert from "node:assert/strict";
import { type FleetGroup, fleetOf } from "../../lib/record/fleet.ts";
import { FLEET, fleetRun, tenth } from "./fleet_runs.ts";

const round = (value: number | undefined) => value === undefined ? undefined : Number(value.toPrecision(9));
const rows = (groups: readonly FleetGroup[]) =>
  groups.map(({ name, runs, energyJ, emissionsG }) => [
    name,
    runs,
    round(energyJ?.value),
    round(emissionsG?.value),
    round(emissionsG?.low),
    round(emissionsG?.high),
  ]);

Deno.test("fleetOf() adds up by server, notebook, model and user; a whole and its parts count once", () => {
  const { by, sum } = fleetOf(FLEET);
  // A gram per kilojoule ± a tenth; the net's 0.6 g are of server one, as the notebook that it is part of says.
  assert.deepEqual(rows(by.server), [
    ["http://two", 1, 3000, 3, 2.7, 3.3],
    ["http://one", 2, 1000, 1, 0.9, 1.1],
    [undefined, 2, undefined, 0.5, 0, Infinity],
  ]);
  assert.deepEqual(rows(by.notebook), [
    ["/work/train.ipynb", 3, 4000, 4, 3.6, 4.4],
    ["train.py", 1, undefined, 0.5, 0, Infinity],
    [undefined, 1, undefined, undefined, undefined, undefined],
  ]);
  // Of the notebook's 1 g, 0.4 are beyond the net: 0.9 - 0.54 to 1.1 - 0.66.
  assert.deepEqual(rows(by.model), [
    ["train b", 1, 3000, 3, 2.7, 3.3],
    ["net", 1, 600, 0.6, 0.54, 0.66],
    ["lr", 1, undefined, 0.5, 0, Infinity],
    ["train a", 1, 400, 0.4, 0.36, 0.44],
    ["silent", 1, undefined, undefined, undefined, undefined],
  ]);
  assert.deepEqual(rows(by.user), [
    ["ann", 3, 4000, 4, 3.6, 4.4],
    ["bob", 1, undefined, 0.5, 0, Infinity],
    [undefined, 1, undefined, undefined, undefined, undefined],
  ]);
  assert.deepEqual(rows([sum]), [[undefined, 5, 4000, 4.5, 3.6, Infinity]]);
  assert.deepEqual([sum.withEnergy, sum.withEmissions, sum.withoutEnd], [3, 4, 1]);
});

Deno.test("fleetOf() counts what a session has used between its cells, and forgives rounding", () => {
  const session = fleetRun("session", 1000, { isOver: true, model: "between runs", notebook: "a.ipynb" });
  const cells = [700, 200].map((joules, at) => fleetRun(`cell ${at}`, joules, { parentId: "session" }));
  assert.deepEqual(rows(fleetOf([session, ...cells]).by.model), [
    ["cell 0", 1, 700, 0.7, 0.63, 0.77],
    ["cell 1", 1, 200, 0.2, 0.18, 0.22],
    ["between runs", 1, 100, 0.1, 0.09, 0.11],
  ]);
  const rounded = fleetRun("session", 900.5, { isOver: true });
  assert.deepEqual(fleetOf([rounded, ...cells]).by.model.map(({ name }) => name), ["cell 0", "cell 1"]);
  // Parts that used more than their whole says: jobs of another machine.
  const less = fleetOf([fleetRun("session", 100), ...cells]);
  assert.equal(round(less.sum.emissionsG?.value), 0.9);
});

Deno.test("fleetOf() counts a whole whose parts say nothing, and parts whose whole is not there", () => {
  const whole = fleetRun("whole", 1000), part = fleetRun("part", undefined, { parentId: "whole" });
  const orphan = fleetRun("orphan", 10, { parentId: "deleted" });
  const { sum } = fleetOf([whole, part, orphan]);
  assert.deepEqual([round(sum.energyJ?.value), sum.runs, sum.withEnergy], [1010, 3, 2]);
});

Deno.test("fleetOf() ends with runs that are parts of each other, and of themselves", () => {
  const ring = [fleetRun("a", 1, { parentId: "b" }), fleetRun("b", 2, { parentId: "a" })];
  // The ring is broken at its first run: a's 1 J lie within b's 2 J or the other way round.
  const { sum } = fleetOf([...ring, fleetRun("c", 4, { parentId: "c" })]);
  assert.equal(sum.energyJ?.value, 6);
  assert.equal(fleetOf([]).sum.runs, 0);
});

Deno.test("fleetOf() leaves an interval of a rest around its value", () => {
  const open = { ...tenth(1), low: 0, high: Infinity };
  const whole = fleetRun("whole", 3000),
    part = fleetRun("part", 1000, { parentId: "whole", emissionsG: open });
  const rest = fleetOf([whole, part]).by.model.find(({ name }) => name === "whole")?.emissionsG;
  // 2.7 - 0; 3.3 - 1, as the part's upper end is not known.
  assert.deepEqual([round(rest?.low), round(rest?.value), round(rest?.high)], [2, 2, 2.3]);
});
