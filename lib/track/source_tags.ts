import type { Host } from "../host.ts";

/**
 * The tags by which MLflow shows where a run comes from: its notebook or program, and who ran it.
 *
 * @param host The environment: `WATTBOOK_SOURCE` names the notebook and `WATTBOOK_PART_OF` the run of all of it, as
 * `wattbook notebook` sets them.
 * @param inKernel Whether this process is a kernel.
 */
export function sourceTags(host: Host, inKernel: boolean): Readonly<Record<string, string>> {
  const whole = host.env("WATTBOOK_PART_OF");
  const name = host.env("WATTBOOK_SOURCE") ?? (inKernel ? "notebook" : program());
  return {
    "mlflow.source.type": inKernel ? "NOTEBOOK" : "LOCAL",
    "mlflow.source.name": name,
    ...userTag(host),
    ...(whole === undefined ? {} : { "wattbook.part_of": whole }),
  };
}

/** Who runs it, as MLflow would say. */
export function userTag(host: Host): Readonly<Record<string, string>> {
  const user = host.env("MLFLOW_TRACKING_USERNAME") ?? host.env("LOGNAME") ?? host.env("USER") ??
    host.env("USERNAME");
  return user === undefined ? {} : { "mlflow.user": user };
}

/** Where the notebook or program is: a kernel works in its notebook's folder. */
export function sourceFolder(inKernel: boolean): string {
  const path = program();
  if (!inKernel && path.startsWith("/")) return path.slice(0, path.lastIndexOf("/"));
  return Deno.permissions.querySync({ name: "read" }).state === "granted" ? Deno.cwd() : "";
}

function program(): string {
  const { protocol, pathname, href } = new URL(Deno.mainModule);
  return protocol === "file:" ? decodeURIComponent(pathname) : href;
}
