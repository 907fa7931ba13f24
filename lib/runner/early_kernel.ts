import { type Kernel, startKernel } from "../jupyter/client.ts";
import type { NotebookKernel } from "./notebook_kernel.ts";

/** Where a kernel of this machine works. */
export interface KernelPlace {
  /** Its folder. */
  readonly cwd: string;
  /** More variables for it. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * A kernel whose end is not waited for once it is being killed: for a process that ends itself.
 *
 * @param starting The kernel.
 */
export async function leftBehind(starting: Promise<Kernel>): Promise<NotebookKernel> {
  const kernel = await starting;
  return {
    execute: (code, options) => kernel.execute(code, options),
    interrupt: () => kernel.interrupt(),
    kill: () => kernel.kill(),
    shutdown(options) {
      const gone = kernel.shutdown(options);
      return options?.atOnce && kernel.mayEndAtOnce ? Promise.resolve() : gone;
    },
  };
}

/** A kernel that starts before anybody is ready to use it; disposing ends one that nobody has taken. */
export interface EarlyKernel extends AsyncDisposable {
  /** The kernel, once; `undefined` when it is taken or was started for another place. */
  take(place: KernelPlace): Promise<NotebookKernel> | undefined;
}

/**
 * Starts a kernel now. A process that is to run a notebook has its own modules to load, which takes about as long. Its
 * end is not waited for once it is being killed.
 *
 * @param place Where it works.
 * @param signal Kills it while it starts.
 */
export function earlyKernel(place: KernelPlace, signal: AbortSignal): EarlyKernel {
  const unwanted = new AbortController();
  const kernel = startKernel({ ...place, signal: AbortSignal.any([signal, unwanted.signal]) });
  kernel.catch(() => {
    // Whoever takes it hears of it.
  });
  let isTaken = false;
  return {
    take(wanted) {
      if (isTaken || JSON.stringify(wanted) !== JSON.stringify(place)) return undefined;
      isTaken = true;
      return leftBehind(kernel);
    },
    async [Symbol.asyncDispose]() {
      if (isTaken) return;
      unwanted.abort();
      try {
        const started = await kernel;
        started.kill();
        await started.exited;
      } catch {
        // Killed while it started.
      }
    },
  };
}
