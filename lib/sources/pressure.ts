import type { Host, OpenFile } from "../host.ts";
import type { Seconds } from "../units.ts";

/** How long something has waited for a processor so far. */
export interface Pressure extends Disposable {
  /** Seconds in which at least one process was ready and had no processor; `undefined` where nobody counts them. */
  waitedS(): Seconds | undefined;
}

/** Opens the kernel's account of waiting for processors (`/proc/pressure/cpu`); many systems have none. */
export function openPressure(host: Host): Pressure {
  let file: OpenFile | undefined;
  try {
    file = host.open("/proc/pressure/cpu");
  } catch {
    // Another system, a kernel without it, or no permission: nothing depends on it.
    file = undefined;
  }
  return {
    waitedS() {
      try {
        const microseconds = file?.read().match(/^some .*total=(\d+)/m)?.[1];
        return microseconds === undefined ? undefined : Number(microseconds) / 1e6;
      } catch {
        // Switched off at boot (psi=0): the file is there and cannot be read.
        return undefined;
      }
    },
    [Symbol.dispose]: () => file?.[Symbol.dispose](),
  };
}
