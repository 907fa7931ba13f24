import { messageOf } from "../errors.ts";
import type { Host } from "../host.ts";
import { textOf } from "./folder.ts";
import { leftOut, permissionRemedy } from "./left_out.ts";
import { newLoader } from "./loader.ts";
import { openPerfReader, type PerfReading } from "./perf_reader.ts";
import { type Device, type OpenedKind, type Source, SourceError, type SourceLeftOut } from "./source.ts";

const FOLDER = "/sys/bus/event_source/devices/power";
const NAME = "perf power events";

/** Number of perf_event_open on x86-64, and the smallest form of its argument (64 bytes). */
const PERF_EVENT_OPEN = 298n, ATTRIBUTES = 64;

/** The kernel's power unit counts in 2^-32 J and reads the same registers as powercap: about every millisecond. */
const PERIOD_S = 0.001, QUANTUM_J = 61e-6;

/**
 * Sources of the same counters as powercap through perf events, for machines where an administrator has opened
 * these and not those. 64 bits wide: no wrap.
 */
export function openPerfPower(host: Host, counted: boolean): OpenedKind {
  if (counted) return leftOut(NAME, "not needed: powercap is read", { absent: true });
  if (host.os !== "linux" || host.arch !== "x86_64") {
    return leftOut(NAME, "Linux on x86-64 only", { absent: true });
  }
  const type = Number(textOf(host, `${FOLDER}/type`) ?? NaN);
  if (!(type > 0)) return leftOut(NAME, `${FOLDER} is not there`, { absent: true });
  const loader = newLoader(host);
  const opened = { sources: [] as Source[], leftOut: [] as SourceLeftOut[] };
  try {
    const { symbols } = loader.dlopen("libc.so.6", {
      syscall: { parameters: ["i64", "buffer", "i64", "i64", "i64", "i64"], result: "i64" },
      close: { parameters: ["i32"], result: "i32" },
    });
    let open = 0;
    for (const { event, config, cpu, device, scale } of events(host)) {
      // pid −1 and one processor of the socket: the whole socket, whoever runs on it.
      const fd = Number(
        symbols.syscall(PERF_EVENT_OPEN, attributes(type, config), -1n, BigInt(cpu), -1n, 8n),
      );
      if (fd < 0) {
        opened.leftOut.push(refused(host, event));
        continue;
      }
      open++;
      opened.sources.push(openEvent(host, loader.dlopen, { fd, scale }, device, event, () => {
        symbols.close(fd);
        if (--open === 0) loader[Symbol.dispose]();
      }));
    }
  } catch (error) {
    // No FFI, or another C library: the reason is kept.
    const whyNot = messageOf(error);
    opened.leftOut.push({ name: NAME, whyNot, howToEnable: permissionRemedy(whyNot) });
  }
  if (opened.sources.length === 0) loader[Symbol.dispose]();
  return opened;
}

function refused(host: Host, event: string): SourceLeftOut {
  const level = textOf(host, "/proc/sys/kernel/perf_event_paranoid") ?? "not known";
  return {
    name: NAME,
    whyNot: `${event}: refused; kernel.perf_event_paranoid is ${level}, should be 0 or less`,
    howToEnable: "sudo sysctl kernel.perf_event_paranoid=0 (until the next start)",
  };
}

interface PowerEvent {
  readonly event: string;
  readonly config: bigint;
  readonly cpu: number;
  readonly device: Device;
  readonly scale: number;
}

/** Packages and memory of each socket; the platform only where there is no package. */
function events(host: Host): PowerEvent[] {
  const cpus = (textOf(host, `${FOLDER}/cpumask`) ?? "0").split(",").flatMap(range);
  const of = (event: string, device: (socket: number) => Device, count = cpus.length): PowerEvent[] => {
    const config = /^event=(0x[0-9a-f]+)$/.exec(textOf(host, `${FOLDER}/events/${event}`) ?? "")?.[1];
    const scale = Number(textOf(host, `${FOLDER}/events/${event}.scale`) ?? NaN);
    if (config === undefined || !(scale > 0)) return [];
    return cpus.slice(0, count).map((cpu, socket) => ({
      event,
      config: BigInt(config),
      cpu,
      device: device(socket),
      scale,
    }));
  };
  const packages = of("energy-pkg", (socket) => ({
    id: `perf:package-${socket}`,
    part: "cpu",
    label: `CPU package ${socket}`,
  }));
  if (packages.length === 0) {
    return of("energy-psys", () => ({ id: "perf:psys", part: "machine", label: "Platform (psys)" }), 1);
  }
  const memory = of("energy-ram", (socket) => ({
    id: `perf:dram-${socket}`,
    part: "memory",
    label: `Memory ${socket}`,
  }));
  return [...packages, ...memory];
}

/** `"0"` or `"0-3"`. */
function range(part: string): number[] {
  const [from = NaN, to = from] = part.trim().split("-").map(Number);
  return Number.isNaN(from) ? [] : Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

function attributes(type: number, config: bigint): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(ATTRIBUTES), view = new DataView(bytes.buffer);
  view.setUint32(0, type, true);
  view.setUint32(4, ATTRIBUTES, true);
  view.setBigUint64(8, config, true);
  return bytes;
}

function openEvent(
  host: Host,
  dlopen: typeof Deno.dlopen,
  { fd, scale }: { fd: number; scale: number },
  device: Device,
  event: string,
  close: () => void,
): Source {
  const data: PerfReading = { library: host.libraryPath("libc.so.6"), fd, scale };
  const read = openPerfReader({ ...data, library: "libc.so.6" }, dlopen);
  return {
    device,
    periodS: PERIOD_S,
    quantumJ: QUANTUM_J,
    origin: `${FOLDER}/events/${event}`,
    read() {
      try {
        return { kind: "counter", energy: read() };
      } catch (cause) {
        throw new SourceError(`Cannot read perf event "${event}": ${messageOf(cause)}`, { cause });
      }
    },
    sampling: { text: openPerfReader.toString(), data },
    [Symbol.dispose]: close,
  };
}
