import type { Host, OpenFile } from "../host.ts";
import type { ContainerLimits } from "./cgroup.ts";

/** Memory at one moment. */
export interface MemoryUse {
  /** Bytes resident in this process. */
  readonly residentBytes: number;
  /** Bytes of the machine, or of the container's limit; `undefined` when unknown. */
  readonly totalBytes: number | undefined;
}

/** Reads memory; the total is read once. */
export interface Memory extends Disposable {
  /** Memory now. */
  read(): MemoryUse;
}

/** Opens the memory of this process and its machine. */
export function openMemory(host: Host, limits: ContainerLimits): Memory {
  const machine = machineBytes(host);
  const known = [machine, limits.memoryBytes].filter((bytes) => bytes !== undefined);
  const total = known.length > 0 ? Math.min(...known) : undefined;
  const quick = quickResident(host);
  const residentBytes = quick?.bytes ?? host.residentBytes;
  return {
    read: () => ({ residentBytes: residentBytes(), totalBytes: total }),
    [Symbol.dispose]: () => quick?.file[Symbol.dispose](),
  };
}

/**
 * Resident bytes from `/proc/self/statm`, kept open: the runtime's own answer measures its heap too, which takes
 * several times longer. Pages have the size by which both answers agree; `undefined` where they do not.
 */
function quickResident(host: Host): { bytes(): number; file: OpenFile } | undefined {
  let file: OpenFile;
  try {
    file = host.open("/proc/self/statm");
  } catch {
    // Another system, or no permission: the runtime answers.
    return undefined;
  }
  const pages = () => Number(file.read().split(" ")[1]);
  const ratio = host.residentBytes() / pages(), pageBytes = 2 ** Math.round(Math.log2(ratio));
  if (Math.abs(ratio / pageBytes - 1) < 0.1) return { bytes: () => pages() * pageBytes, file };
  file[Symbol.dispose]();
  return undefined;
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
