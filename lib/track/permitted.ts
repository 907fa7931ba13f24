/** Where writing was found to be permitted: every run asks again, and the answer costs as much as its lines. */
const writable = new Set<string>();

/** Whether a file or folder may be written; asks nobody, because a prompt would stop a training. */
export function mayWrite(path: string): boolean {
  if (writable.has(path)) return true;
  const isPermitted = (["write", "read"] as const)
    .every((name) => Deno.permissions.querySync({ name, path }).state === "granted");
  if (isPermitted) writable.add(path);
  return isPermitted;
}

/** Whether a host may be reached; asks nobody. An address that only the environment knows needs all of the network. */
export function mayReach(url: string): boolean {
  const where = /^https?:/.test(url) ? { host: new URL(url).host } : {};
  return Deno.permissions.querySync({ name: "net", ...where }).state === "granted";
}

let mayReadAll = false;

/** A path from the root, so that a later `Deno.chdir()` does not move it; as it is where that is not permitted. */
export function absolutePath(path: string): string {
  if (path.startsWith("/") || /^[A-Za-z]:[\\/]/.test(path)) return path;
  mayReadAll ||= Deno.permissions.querySync({ name: "read" }).state === "granted";
  if (!mayReadAll) return path;
  return `${Deno.cwd()}/${path}`;
}
