import { report } from "./report.ts";

/** Who wants to be told of something. */
export interface Listeners {
  /** Tells `action` too, until it is disposed. */
  add(action: () => void): Disposable;
  /** Tells all; what one of them throws is neither the others' nor the user's. */
  tell(): void;
}

/**
 * Opens a list of listeners.
 *
 * @param failed What could not be done when one of them throws, for the kernel's log.
 */
export function openListeners(failed: string): Listeners {
  const actions = new Set<() => void>();
  return {
    add(action) {
      actions.add(action);
      return { [Symbol.dispose]: () => void actions.delete(action) };
    },
    tell() {
      for (const action of [...actions]) {
        try {
          action();
        } catch (error) {
          report(failed, error);
        }
      }
    },
  };
}
