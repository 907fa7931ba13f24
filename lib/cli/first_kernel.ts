import { type EarlyKernel, earlyKernel, type KernelPlace } from "../runner/early_kernel.ts";

/**
 * Starts the kernel of a notebook while the rest of this program is still being loaded.
 *
 * @param file The notebook.
 * @param place Where its kernel works.
 * @param signal Kills it while it starts.
 * @returns `undefined` when there is no such file: the user will hear of it.
 */
export function firstKernel(file: string, place: KernelPlace, signal: AbortSignal): EarlyKernel | undefined {
  return isFile(file) ? earlyKernel(place, signal) : undefined;
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    // Whoever reads it says what is wrong.
    return false;
  }
}
