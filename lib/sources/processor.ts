import type { Host } from "../host.ts";

/** The processor as far as it tells; clouds mask the name, family and model remain. */
export interface Processor {
  /** `"GenuineIntel"`, `"AuthenticAMD"`, `"ARM"` with its implementer, or `""`. */
  readonly vendor: string;
  /** `cpu family` (x86) or implementer (ARM). */
  readonly family?: number;
  /** `model` (x86) or part (ARM). */
  readonly model?: number;
  /** `stepping`. */
  readonly stepping?: number;
  /** `model name`, or the architecture. */
  readonly name: string;
  /** Logical processors of the machine. */
  readonly logicalCpus: number;
  /** Sockets. */
  readonly sockets: number;
  /** Whether it is a virtual machine. */
  readonly hypervisor: boolean;
  /** `"x86_64"`, `"aarch64"`. */
  readonly arch: string;
}

/** Reads `/proc/cpuinfo`; without it only what the runtime tells. */
export function readProcessor(host: Host): Processor {
  const text = cpuinfo(host);
  const field = (name: string) => text.match(new RegExp(`^${name}[ \\t]*:[ \\t]*(.*)$`, "m"))?.[1]?.trim();
  const number = (name: string, value = field(name)) =>
    value === undefined || value === "" || Number.isNaN(Number(value)) ? undefined : Number(value);
  const family = number("cpu family") ?? number("CPU implementer");
  const model = number("model") ?? number("CPU part");
  const stepping = number("stepping");
  const counted = text.match(/^processor\s*:/gm)?.length ?? 0;
  const sockets = new Set(Array.from(text.matchAll(/^physical id\s*:\s*(\d+)/gm), ([, id]) => id)).size;
  const name = field("model name") ?? field("Hardware");
  return {
    vendor: field("vendor_id") ?? (field("CPU implementer") ? "ARM" : ""),
    ...(family === undefined ? {} : { family }),
    ...(model === undefined ? {} : { model }),
    ...(stepping === undefined ? {} : { stepping }),
    name: name || `${host.arch} processor`,
    logicalCpus: counted || host.logicalCpus,
    sockets: Math.max(1, sockets),
    hypervisor: /^flags\s*:.*\bhypervisor\b/m.test(text),
    arch: host.arch,
  };
}

function cpuinfo(host: Host): string {
  try {
    return host.readText("/proc/cpuinfo");
  } catch {
    // Another system, or no permission: the runtime's own numbers remain.
    return "";
  }
}
