import type { FleetRun } from "../../lib/record/fleet.ts";
import type { Figure } from "../../lib/units.ts";

/** A figure ± a tenth. */
export function tenth(value: number, more: Partial<Figure> = {}): Figure {
  return { value, low: value * 0.9, high: value * 1.1, grade: "B", how: "counter", ...more };
}

/** A run of 1 g per kJ. */
export function fleetRun(id: string, joules: number | undefined, more: Partial<FleetRun> = {}): FleetRun {
  return {
    id,
    parentId: undefined,
    experiment: "digits",
    model: id,
    isOver: false,
    ...(joules === undefined ? {} : { energyJ: tenth(joules), emissionsG: tenth(joules / 1000) }),
    ...more,
  };
}

/** A sweep of two notebooks on two servers, one of which tracked a net itself; and a run of somebody else. */
export const FLEET: readonly FleetRun[] = [
  fleetRun("sweep", 4000, {
    isOver: true,
    model: "between runs",
    notebook: "wattbook notebook",
    user: "ann",
  }),
  fleetRun("train a", 1000, {
    parentId: "sweep",
    server: "http://one",
    notebook: "/work/train.ipynb",
    user: "ann",
  }),
  fleetRun("train b", 3000, {
    parentId: "sweep",
    server: "http://two",
    notebook: "/work/train.ipynb",
    user: "ann",
  }),
  fleetRun("net", 600, { parentId: "train a", notebook: "/work/train.ipynb" }),
  fleetRun("lr", undefined, {
    experiment: "python",
    notebook: "train.py",
    user: "bob",
    emissionsG: { value: 0.5, low: 0, high: Infinity, grade: "E", how: "logged without an interval" },
  }),
  fleetRun("silent", undefined, { experiment: "python" }),
];
