/** Milliseconds between two looks. */
const PERIOD_MS = 1000;

/**
 * Watches the process that started this one. A server that dies takes its kernels along, or they would be left
 * behind with their variables and their memory.
 *
 * @param gone Called once, when the parent has gone.
 */
export function watchParent(gone: () => void): Disposable {
  const parent = Deno.ppid;
  const timer = setInterval(() => {
    if (Deno.ppid === parent) return;
    clearInterval(timer);
    gone();
  }, PERIOD_MS);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
