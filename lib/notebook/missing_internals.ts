import type { CellEndHooks } from "./cell_end.ts";
import type { Observer } from "./observer.ts";

/**
 * What this kernel lacks of what a run leans on, one sentence each, and what follows from it.
 *
 * @param hooks Which hooks were found.
 * @param observer Who reads the kernel's messages, if anybody.
 * @param deaf Why the main thread cannot listen for Stop, if it cannot.
 */
export function missingInternals(
  hooks: CellEndHooks,
  observer: Observer | undefined,
  deaf: string | undefined,
): string[] {
  const problem = observer === undefined ? "there is no worker" : observer.problem();
  const late = problem === undefined
    ? "the card comes after the cell's end"
    : "only blocks and callbacks end a run";
  const mute =
    `Deno ${Deno.version.deno} shows neither results nor errors in notebooks and tells nobody whether a cell failed, so its run is FINISHED; other versions do: ${late}`;
  return [
    ...(hooks.isMute ? [mute] : []),
    ...(hooks.success || hooks.isMute ? [] : [`This Deno kernel has no hook for a cell's end: ${late}`]),
    ...(hooks.failure || hooks.isMute
      ? []
      : [`This Deno kernel has no hook for a cell that throws: ${late}`]),
    // The worker hears Stop too.
    ...(deaf !== undefined && observer === undefined ? [`Stop ends this kernel, because ${deaf}`] : []),
    ...(problem === undefined ? [] : [`Printed lines may come late, because ${problem}`]),
  ];
}
