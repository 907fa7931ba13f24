/** Whether a path is a folder; whatever cannot be looked at is none. */
export function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    // Not there, or not for us to see: who asks says what that means.
    return false;
  }
}
