import type { Host } from "../host.ts";
import type { ContainerLimits } from "./cgroup.ts";

/** Memory at one moment. */
export interface MemoryUse {
  /** Bytes resident in this process. */
  readonly residentBytes: number;
  /** Bytes of the machine, or of the container's limit; `undefined` when unknown. */
  readonly totalBytes: number | undefined;
}

/** Reads memory; the total is read once. */
export interface Memory {
  /** Memory now. */
  read(): MemoryUse;
}

/** Opens the memory of this process and its machine. */
export function openMemory(host: Host, limits: ContainerLimits): Memory {
  const machine = machineBytes(host);
  const known = [machine, limits.memoryBytes].filter((bytes) => bytes !== undefined);
  const total = known.length > 0 ? Math.min(...known) : undefined;
  return { read: () => ({ residentBytes: host.residentBytes(), totalBytes: total }) };
}

/** Bytes of the machine, whatever a container may use of them; `undefined` when unknown. */
export function machineBytes(host: Host): number | undefined {
  try {
    const kibibytes = host.readText("/proc/meminfo").match(/^MemTotal:\s*(\d+) kB/m)?.[1];
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
  } catch {
    // Another system, or no permission.
    return undefined;
  }
}
