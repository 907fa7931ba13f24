import type { Host } from "../host.ts";

/**
 * Jupyter's data folder of this user, where it looks for kernels (jupyter_core, `jupyter_data_dir()`).
 *
 * @throws {Error} When the environment names no home.
 */
export function userDataFolder(host: Host): string {
  const named = host.env("JUPYTER_DATA_DIR");
  if (named) return named;
  if (host.os === "windows") {
    const appData = host.env("APPDATA");
    if (appData) return `${appData}/jupyter`;
  }
  const home = host.env("HOME") ?? host.env("USERPROFILE");
  if (!home) {
    throw new Error(
      "Cannot find Jupyter's data folder: HOME is not set, should be; or name a folder by --prefix",
    );
  }
  if (host.os === "darwin") return `${home}/Library/Jupyter`;
  return `${host.env("XDG_DATA_HOME") || `${home}/.local/share`}/jupyter`;
}
