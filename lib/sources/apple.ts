import { messageOf } from "../errors.ts";
import type { Host } from "../host.ts";
import type { Joules, Seconds } from "../units.ts";
import { type IoReport, openIoReport } from "./io_report.ts";
import { leftOut, permissionRemedy } from "./left_out.ts";
import { newLoader } from "./loader.ts";
import { type Device, type OpenedKind, type ProcessUse, type Source, SourceError } from "./source.ts";

const NAME = "Apple energy counters";

/** Apple's model adds to its counters at each look; the finest unit that all channels share is 1 mJ. */
const PERIOD_S: Seconds = 0.01, QUANTUM_J = 1e-3;

/** A counter that has not moved after so much work does not count. */
const SELF_TEST_S: Seconds = 0.05;

/** Channels of the parts of a chip; those of cores and clusters are inside "CPU Energy". */
const PARTS: readonly { readonly device: Device; readonly channels: RegExp }[] = [
  { device: { id: "apple:cpu", part: "cpu", label: "CPU (Apple)" }, channels: /(^|_)CPU Energy$/ },
  { device: { id: "apple:dram", part: "memory", label: "Memory (Apple)" }, channels: /^DRAM/ },
  {
    device: {
      id: "apple:gpu",
      part: "gpu",
      label: "GPU (Apple)",
      notSplit: "macOS does not tell which process used it",
    },
    channels: /^(DIE_\d+_)?GPU( Energy| SRAM.*)$/,
  },
  {
    device: {
      id: "apple:ane",
      part: "gpu",
      label: "Neural engine",
      notSplit: "macOS does not tell which process used it",
    },
    channels: /^ANE/,
  },
];

/**
 * Sources of Apple silicon: the chip's own energy model (IOReport), and what macOS charges to this process
 * (`proc_pid_rusage`). Both without root; used only after the processor's counter has been seen to move.
 */
export function openApple(host: Host): OpenedKind {
  if (host.os !== "darwin") return leftOut(NAME, `macOS only, this is ${host.os}`, { absent: true });
  if (host.arch !== "aarch64") return leftOut(NAME, "Apple silicon only, this Mac has an Intel processor");
  let report: IoReport;
  try {
    report = openIoReport(host);
  } catch (error) {
    // The library is private to Apple: another macOS may not have it.
    const whyNot = messageOf(error);
    return leftOut(NAME, whyNot, { howToEnable: permissionRemedy(whyNot) });
  }
  if (!moves(host, report)) {
    report[Symbol.dispose]();
    return leftOut(NAME, `the processor's counter did not move during ${SELF_TEST_S * 1000} ms of work`);
  }
  return { sources: openParts(host, report), leftOut: [] };
}

/** Works until the processor's counter moves, and not for longer than it should take. */
function moves(host: Host, report: IoReport): boolean {
  const cpu = () => sumOf(report.read(), PARTS[0]?.channels ?? /^$/) ?? 0;
  const start = host.monotonicS(), before = cpu();
  while (host.monotonicS() - start < SELF_TEST_S) if (cpu() > before) return true;
  return false;
}

function openParts(host: Host, report: IoReport): Source[] {
  const known = report.read();
  const parts = PARTS.filter(({ channels }) => sumOf(known, channels) !== undefined);
  const own = openOwnEnergy(host);
  // One look serves all parts: the next one is due when a part asks again.
  const asked = new Set<string>();
  let values = known, open = parts.length;
  const energyOf = (device: Device, channels: RegExp): Joules => {
    if (asked.has(device.id) || asked.size === 0) {
      asked.clear();
      values = report.read();
    }
    asked.add(device.id);
    const energy = sumOf(values, channels);
    if (energy === undefined) throw new SourceError(`Cannot read "${device.label}": its channel is gone`);
    return energy;
  };
  return parts.map(({ device, channels }) => ({
    device,
    periodS: PERIOD_S,
    quantumJ: QUANTUM_J,
    origin: 'IOReport "Energy Model"',
    read: () => ({ kind: "counter", energy: energyOf(device, channels) }),
    ...(device.part === "cpu" && own && { use: own.use }),
    [Symbol.dispose]() {
      if (--open > 0) return;
      report[Symbol.dispose]();
      own?.close();
    },
  }));
}

function sumOf(values: ReadonlyMap<string, Joules>, channels: RegExp): Joules | undefined {
  const found = [...values].filter(([name]) => channels.test(name)).map(([, energy]) => energy);
  return found.length > 0 ? found.reduce((sum, energy) => sum + energy, 0) : undefined;
}

/** sys/resource.h, `rusage_info_v6`: flavour, bytes, and where `ri_energy_nj` lies. */
const RUSAGE_V6 = 6, RUSAGE_BYTES = 464, ENERGY_AT = 336;

/** What macOS charges to this process; children are not in it. `undefined` where it does not count. */
function openOwnEnergy(host: Host): { use: () => ProcessUse; close: () => void } | undefined {
  const loader = newLoader(host);
  const close = () => loader[Symbol.dispose]();
  try {
    const { symbols } = loader.dlopen("/usr/lib/libSystem.B.dylib", {
      proc_pid_rusage: { parameters: ["i32", "i32", "buffer"], result: "i32" },
    });
    const bytes = new Uint8Array(RUSAGE_BYTES), view = new DataView(bytes.buffer);
    const read = () => {
      const code = symbols.proc_pid_rusage(host.pid, RUSAGE_V6, bytes);
      return code === 0 ? Number(view.getBigUint64(ENERGY_AT, true)) / 1e9 : 0;
    };
    // A process that has run has used energy; a zero is a system that does not count.
    if (read() > 0) {
      return { use: () => ({ kind: "energy", own: read(), all: NaN, observedS: host.monotonicS() }), close };
    }
  } catch {
    // An older macOS: CPU time splits the counter.
  }
  close();
  return undefined;
}
