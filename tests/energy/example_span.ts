import { type LoadCurve, loadCurve } from "../../lib/energy/load_curve.ts";
import type { MachineModel } from "../../lib/energy/machine_model.ts";
import type { DeviceEnergy, Span } from "../../lib/meter/span.ts";
import type { Device } from "../../lib/sources/source.ts";

/** Ten seconds on four processors: 4 s of CPU time are ours, 1 s our children's, 10 s are busy in all. */
export function exampleSpan(
  { cpu = {}, ...replaced }: Partial<Omit<Span, "cpu">> & { cpu?: Partial<Span["cpu"]> } = {},
): Span {
  return {
    startMs: 0,
    endMs: 10_000,
    durationS: 10,
    devices: [],
    memory: { residentBytes: 1e9, totalBytes: 4e9 },
    overheadS: 0,
    notes: [],
    ...replaced,
    cpu: {
      ownS: 4,
      childrenS: 1,
      machineBusyS: 10,
      stealS: 0,
      logicalCpus: 4,
      allowedCpus: 4,
      ...cpu,
    },
  };
}

/** A counter that rose by `energyJ`, read at both ends, with edges that do not matter. */
export function exampleDevice(
  part: Device["part"],
  energyJ: number | undefined,
  replaced: Partial<DeviceEnergy> = {},
): DeviceEnergy {
  return {
    device: { id: `test:${part}`, part, label: part === "cpu" ? "CPU package 0" : part },
    energyJ,
    coverage: energyJ === undefined ? 0 : 1,
    resolutionJ: 0,
    kind: "counter",
    ...replaced,
  };
}

/** A processor of four threads: 2 W idle and 10 W full each, straight in between, an interval of × 2. */
export const STRAIGHT: LoadCurve = {
  part: "cpu",
  idleW: 8,
  fullW: 40,
  threads: 4,
  grade: "D",
  how: "test model",
  watts: (busyCores) => 8 + 8 * Math.min(4, Math.max(0, busyCores)),
  factors: () => ({ low: 0.5, high: 2 }),
};

/** The machine of that processor. */
export const MACHINE: MachineModel = { curve: STRAIGHT };

/** A machine whose first busy threads cost most: bare metal of an unknown make. */
export const CONCAVE: MachineModel = {
  curve: loadCurve({ vendor: "", name: "", logicalCpus: 16, sockets: 1, hypervisor: false, arch: "x86_64" }),
};

/** Equal up to rounding in the twelfth digit. */
export function near(a: number | undefined, b: number): boolean {
  return a !== undefined && Math.abs(a - b) <= 1e-12 * Math.max(1, Math.abs(b));
}
