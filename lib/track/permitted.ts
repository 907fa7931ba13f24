/** Whether a file or folder may be written; asks nobody, because a prompt would stop a training. */
export function mayWrite(path: string): boolean {
  const { state } = Deno.permissions.querySync({ name: "write", path });
  return state === "granted" && Deno.permissions.querySync({ name: "read", path }).state === "granted";
}

/** Whether a host may be reached; asks nobody. An address that only the environment knows needs all of the network. */
export function mayReach(url: string): boolean {
  const where = /^https?:/.test(url) ? { host: new URL(url).host } : {};
  return Deno.permissions.querySync({ name: "net", ...where }).state === "granted";
}

/** A path from the root, so that a later `Deno.chdir()` does not move it; as it is where that is not permitted. */
export function absolutePath(path: string): string {
  if (path.startsWith("/") || /^[A-Za-z]:[\\/]/.test(path)) return path;
  if (Deno.permissions.querySync({ name: "read" }).state !== "granted") return path;
  return `${Deno.cwd()}/${path}`;
}
