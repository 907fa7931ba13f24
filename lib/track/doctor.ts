import type { Intensity } from "../carbon/intensity.ts";
import { openCpuTime } from "../sources/cpu_time.ts";
import { diagnose, type DoctorReport, type DoctorSource } from "./diagnosis.ts";
import { theWorld, type World } from "./world.ts";

export type { DoctorReport, DoctorSource };

/** What can be measured on this machine, how well, and what would raise the grade. Reads only this machine. */
export async function doctor(): Promise<DoctorReport> {
  const world = theWorld();
  await Promise.all(world.gauge.sources.map((source) => source.ready?.()));
  return examine(world, await world.intensityOf(undefined));
}

/** The same where the place is known. */
export function examine({ host, gauge, notebook }: World, intensity: Intensity): DoctorReport {
  using cpuTime = openCpuTime(host);
  const { sources, leftOut } = gauge;
  const cpuMissing = cpuTime.missing;
  return diagnose({ host, sources, leftOut, cpuMissing, kernelMissing: notebook?.missing, intensity });
}
