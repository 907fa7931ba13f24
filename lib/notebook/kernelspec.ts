import type { Host } from "../host.ts";

/**
 * Where the specification of an installed Deno kernel is, for doctors; `undefined` where Jupyter would find none.
 *
 * Jupyter looks in `JUPYTER_PATH`, its data folder of the user and two of the system (jupyter_core, `jupyter_path()`).
 */
export function findKernelspec(host: Host): string | undefined {
  const home = host.env("HOME") ?? host.env("USERPROFILE");
  const separator = host.os === "windows" ? ";" : ":";
  const data = host.env("XDG_DATA_HOME") ?? (home && `${home}/.local/share`);
  const folders = [
    ...host.env("JUPYTER_PATH")?.split(separator) ?? [],
    host.env("JUPYTER_DATA_DIR"),
    host.os === "darwin" ? home && `${home}/Library/Jupyter` : data && `${data}/jupyter`,
    host.os === "windows" ? `${host.env("APPDATA")}/jupyter` : undefined,
    "/usr/local/share/jupyter",
    "/usr/share/jupyter",
  ];
  const paths = folders.flatMap((folder) => folder ? [`${folder}/kernels/deno/kernel.json`] : []);
  return paths.find((path) => exists(host, path));
}

function exists(host: Host, path: string): boolean {
  try {
    host.readText(path);
    return true;
  } catch {
    // Most of these folders do not exist; one that may not be read is of no use to Jupyter either.
    return false;
  }
}
