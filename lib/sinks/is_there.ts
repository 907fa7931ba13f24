/** Whether there is anything at a path; what cannot be looked at is not there. */
export function isThere(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    // Not there, or not for us to see: who asks goes on without it.
    return false;
  }
}
