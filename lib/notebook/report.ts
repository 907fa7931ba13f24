/**
 * Tells in the kernel's log what went wrong in here; whatever fails in here must not become an error of the user's
 * cell. Never throws, whatever has become of the console.
 *
 * @param what What could not be done.
 * @param error Why.
 */
export function report(what: string, error: unknown): void {
  try {
    console.error(`wattbook: ${what}: ${error instanceof Error ? error.stack ?? error.message : error}`);
  } catch {
    // The user's own console does not work: there is nobody else to tell.
  }
}
