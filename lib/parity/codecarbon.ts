import { kilowatts, kilowattsBetween, kwhOfMillijoules, kwhOfWatts, watts } from "./conversions.ts";
import { emissionsKg } from "./emissions.ts";
import { memoryWatts } from "./memory.ts";
import { type IntervalEnergy, processorEnergy } from "./processor_energy.ts";
import type {
  CodecarbonInterval,
  CodecarbonMemory,
  CodecarbonReadings,
  GraphicsReading,
} from "./readings.ts";

/** What CodeCarbon says of a run, in its units; the names are its columns. */
export interface CodecarbonSays {
  /** Kilograms CO2eq. */
  readonly emissions: number;
  /** Kilograms CO2eq per second; `undefined` for a run of 0 s. */
  readonly emissions_rate: number | undefined;
  /** Mean over the intervals, whatever their length, W with PUE. */
  readonly cpu_power: number;
  /** Mean over the intervals, W with PUE. */
  readonly gpu_power: number;
  /** Mean over the intervals, W with PUE. */
  readonly ram_power: number;
  /** kWh with PUE. */
  readonly cpu_energy: number;
  /** kWh with PUE. */
  readonly gpu_energy: number;
  /** kWh with PUE. */
  readonly ram_energy: number;
  /** kWh with PUE, all three. */
  readonly energy_consumed: number;
  /** Litres. */
  readonly water_consumed: number;
}

/**
 * What CodeCarbon 3.3.2 would say to the same readings, in IEEE doubles and in its order of operations.
 *
 * It charges what the machine drew, not what the work added; its figures have no interval. Not reproduced: live
 * intensities by token, and what it does on machines that are read by other means than those in
 * {@linkcode CodecarbonReadings}.
 *
 * @param readings What was read.
 * @returns Its figures.
 * @throws {PythonError} Where CodeCarbon throws: it then reports nothing.
 */
export function codecarbonSays(readings: CodecarbonReadings): CodecarbonSays {
  const { intervals, memory, place, durationS, pue = 1, wue = 0 } = readings;
  const processor = processorEnergy(readings.processor);
  const energy = { ram: 0, cpu: 0, gpu: 0 }, power = { ram: 0, cpu: 0, gpu: 0 };
  let total = 0, water = 0;
  for (const interval of intervals) {
    const parts: (readonly [keyof typeof energy, IntervalEnergy])[] = [
      ["ram", memoryEnergy(memory, interval)],
      ["cpu", processor(interval)],
      ...(interval.graphics ? [["gpu", graphicsEnergy(interval.graphics, interval.seconds)] as const] : []),
    ];
    for (const [part, { kw, kwh }] of parts) {
      total += kwh * pue;
      water += wue * (kwh * pue);
      energy[part] += kwh * pue;
      power[part] += watts(kw * pue);
    }
  }
  const count = Math.max(1, intervals.length);
  const emissions = total > 0 ? emissionsKg(total, place) : 0;
  return {
    emissions,
    emissions_rate: durationS > 0 ? emissions / durationS : undefined,
    cpu_power: power.cpu / count,
    gpu_power: power.gpu / count,
    ram_power: power.ram / count,
    cpu_energy: energy.cpu,
    gpu_energy: energy.gpu,
    ram_energy: energy.ram,
    energy_consumed: total,
    water_consumed: water,
  };
}

function memoryEnergy(memory: CodecarbonMemory, { seconds, memoryGib }: CodecarbonInterval): IntervalEnergy {
  const w = memory.forcedWatts ?? memoryWatts(memoryGib ?? memory.gib, memory.architecture ?? "x86");
  return { kw: kilowatts(w), kwh: kwhOfWatts(w, seconds) };
}

function graphicsEnergy(readings: readonly GraphicsReading[], seconds: number): IntervalEnergy {
  let kw = 0, kwh = 0;
  for (const reading of readings) {
    if ("watts" in reading) {
      kw += kilowatts(reading.watts);
      kwh += kwhOfWatts(reading.watts, seconds);
      continue;
    }
    const before = kwhOfMillijoules(reading.beforeMj), after = kwhOfMillijoules(reading.afterMj);
    if (after < before) {
      throw new RangeError(
        `Cannot reproduce a graphics counter that went from ${reading.beforeMj} to ${reading.afterMj} mJ: ` +
          `CodeCarbon goes by watts there, should be { watts }`,
      );
    }
    kw += kilowattsBetween(0, after - before, seconds);
    kwh += after - before;
  }
  return { kw, kwh };
}
