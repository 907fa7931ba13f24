/**
 * Magics for the stock Deno kernel, written as comments. Imported for its effect, in a notebook's first cell; from the
 * next cell on they work:
 *
 * ```ts
 * import "jsr:@wattbook/track@^1/magics";
 * ```
 *
 * A cell whose first line is `//%%track runName=forest-300 place=BE` is measured and logged without any code in it;
 * `//%%measure` does the same without MLflow, `//%%bench` repeats the cell until its energy is known. On a line of its
 * own `//%autotrack on` makes each following cell a run, `//%ledger` shows what the notebook has cost so far,
 * `//%doctor` what can be measured here, and `//%magics` lists them all. Outside a kernel nothing happens.
 *
 * @module
 */
import { insideKernel } from "../notebook/inside_kernel.ts";
import { beginInKernel, theWorld } from "../track/world.ts";
import { switchOn } from "./switch_on.ts";

export { MAGIC_NAMES, type MagicName } from "../track/magic_names.ts";

await beginInKernel();
if (insideKernel()) await switchOn(theWorld());
