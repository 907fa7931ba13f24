/** Runs notebooks one after the other in one process: `run_sweep.ts OUT measured|plain FILE…`. @module */
import { runSweep } from "../../lib/runner/sweep.ts";
import { planSweep } from "../../lib/runner/sweep_plan.ts";
import { thisMachine } from "../../lib/runner/this_machine.ts";

const [out = "", how, ...files] = Deno.args;
const { outcomes } = await runSweep(planSweep(files, [{}], out).jobs, [thisMachine()], {
  out,
  measures: how === "measured",
});
for (const { outcome } of outcomes) {
  const isWhole = outcome?.status === "ok" && (outcome.record !== undefined) === (how === "measured");
  if (!isWhole) {
    throw new Error(`${outcome?.problem ?? outcome?.unmeasured ?? outcome?.status ?? "not begun"}`);
  }
}
