import { machineWatts, processWatts } from "../../lib/parity/cpu_watts.ts";

/** A processor power model of CodeCarbon 3.3.2. */
export interface PeerModel {
  /** For the table. */
  readonly name: string;
  /** Watts by design power and load (0 to 1). */
  watts(designW: number, load: number, cpu: string): number;
}

/** Every way in which CodeCarbon makes watts of a processor without a counter (MIT; `codecarbon/external/hardware.py`). */
export const CODECARBON_MODELS: readonly PeerModel[] = [
  { name: "machine mode, cubic", watts: (designW, load) => machineWatts(designW, load * 100) },
  { name: "process mode, linear", watts: (designW, load) => processWatts(designW, 1, load, 1) },
  { name: "constant, half the design power", watts: (designW) => designW * 0.5 },
  {
    name: "by load, with a curve for Threadripper",
    watts: (designW, load, cpu) =>
      cpu.includes("AMD Ryzen Threadripper") ? threadripper(designW, load) : designW * Math.max(load, 0.1),
  },
];

function threadripper(designW: number, load: number): number {
  if (load < 0.1) return designW * 0.05 * load * 10;
  if (load <= 0.3) return designW * (0.05 + 1.8 * (load - 0.1));
  if (load <= 0.5) return designW * (0.45 + 0.5 * ((load - 0.3) / 0.2) ** 1.8);
  return designW * (0.85 + 0.15 * (1 - Math.exp(-(load - 0.5) * 5)));
}
