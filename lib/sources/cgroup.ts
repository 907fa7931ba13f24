import type { Host } from "../host.ts";

/** What the container that this process runs in allows. */
export interface ContainerLimits {
  /** Processors' worth of time per second; `undefined` without a quota. */
  readonly cpus: number | undefined;
  /** Bytes; `undefined` without a limit. */
  readonly memoryBytes: number | undefined;
}

/** Version 1 writes "no limit" as a number near 2^63, rounded to pages. */
const NO_LIMIT_BYTES = 2 ** 60;

/** Reads the quota of control groups, version 2 and 1; the tightest of the group and its parents counts. */
export function readContainerLimits(host: Host): ContainerLimits {
  const groups = readGroups(host);
  const cpus: number[] = [], bytes: number[] = [];
  for (const folder of ancestors(groups.unified)) {
    const [quota, period] = words(host, `/sys/fs/cgroup${folder}/cpu.max`);
    if (quota > 0 && period > 0) cpus.push(quota / period);
    bytes.push(...words(host, `/sys/fs/cgroup${folder}/memory.max`).slice(0, 1));
  }
  for (const folder of ancestors(groups.cpu)) {
    const [quota] = words(host, `/sys/fs/cgroup/cpu${folder}/cpu.cfs_quota_us`);
    const [period] = words(host, `/sys/fs/cgroup/cpu${folder}/cpu.cfs_period_us`);
    if (quota > 0 && period > 0) cpus.push(quota / period);
  }
  for (const folder of ancestors(groups.memory)) {
    bytes.push(...words(host, `/sys/fs/cgroup/memory${folder}/memory.limit_in_bytes`).slice(0, 1));
  }
  const limits = bytes.filter((limit) => limit > 0 && limit < NO_LIMIT_BYTES);
  return {
    cpus: cpus.length > 0 ? Math.min(...cpus) : undefined,
    memoryBytes: limits.length > 0 ? Math.min(...limits) : undefined,
  };
}

function readGroups(host: Host): { unified: string; cpu: string; memory: string } {
  const groups = { unified: "", cpu: "", memory: "" };
  let text = "";
  try {
    text = host.readText("/proc/self/cgroup");
  } catch {
    // Not Linux, or not permitted: no limit is known.
    return groups;
  }
  for (const line of text.split("\n")) {
    // Only the first two colons separate: names of containers may hold more.
    const [, controllers = "", ...rest] = line.split(":");
    const path = rest.join(":");
    if (line.startsWith("0::")) groups.unified = path;
    if (controllers.split(",").includes("cpu")) groups.cpu = path;
    if (controllers.split(",").includes("memory")) groups.memory = path;
  }
  return groups;
}

/** `/a/b` → `/a/b`, `/a`, `` (inside a container the group's own path may not be mounted, the root is). */
function ancestors(path: string): string[] {
  const parts = path.split("/").filter((part) => part !== "");
  return [...parts.map((_, index) => `/${parts.slice(0, parts.length - index).join("/")}`), ""];
}

function words(host: Host, path: string): [number, number] {
  try {
    const [first = "", second = ""] = host.readText(path).trim().split(/\s+/);
    return [first === "max" ? NaN : Number(first), Number(second)];
  } catch {
    // Most levels have no such file; that means no limit at this level.
    return [NaN, NaN];
  }
}
