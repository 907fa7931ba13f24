import type { World } from "../track/world.ts";
import { watchMagics } from "./cell_magics.ts";

/** Marks a kernel whose magics are on: a second copy of this package must not run them again. */
const ON = Symbol.for("wattbook.magics");

/**
 * Switches the magics on. Waits until the kernel's worker sees every cell and the tables of grid intensity are there:
 * in Run All the next cell begins at once.
 */
export async function switchOn(world: World): Promise<void> {
  const { notebook } = world;
  if (notebook === undefined || Reflect.has(globalThis, ON)) return;
  Reflect.set(globalThis, ON, true);
  notebook.onCells(watchMagics(world));
  world.gauge.cells?.follow("magics");
  const [sees] = await Promise.all([
    notebook.observing(),
    // Without them the first magic says so.
    world.intensityOf(undefined).catch(() => {}),
  ]);
  if (!sees) {
    notebook.complain(
      `wattbook: magics do not work in this kernel: ${notebook.missing.join("; ") || "it does not answer"}`,
    );
  }
}
