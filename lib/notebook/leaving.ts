import { isHeldBack } from "../jupyter/held_back.ts";
import type { Fence } from "./fence.ts";
import { flushPrinted } from "./outputs.ts";

/** As long as for a cell that fails. */
const LIMIT_MS = 2000;

/**
 * `Deno.exit()` in a cell ends the process at once, with all that is still on its way to the front-ends: from now on
 * it leaves first. An older kernel publishes on the very thread that would have to wait.
 */
export function waitBeforeLeaving(fence: Fence): void {
  addEventListener("unload", () => {
    flushPrinted();
    if (isHeldBack("deno", Deno.version.deno)) fence.waitSync(LIMIT_MS);
  });
}
