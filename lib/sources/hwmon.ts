import { messageOf } from "../errors.ts";
import type { Host } from "../host.ts";
import { namesIn, textOf } from "./folder.ts";
import { numberSource } from "./number_source.ts";
import { type HwmonSensor, hwmonSensors } from "./hwmon_sensors.ts";
import type { OpenedKind, Source, SourceLeftOut } from "./source.ts";

const FOLDER = "/sys/class/hwmon";
const NAME = "hwmon";

/**
 * Sources of the kernel's hardware monitor: energy counters of Intel's graphics cards and of older AMD drivers,
 * power of servers (ACPI), Grace and Jetson boards. AMD's graphics cards have a file of their own.
 *
 * @param counted Whether the processor's counters are read already: what repeats them is left out.
 */
export function openHwmon(host: Host, counted: boolean): OpenedKind {
  const sources: Source[] = [], leftOut: SourceLeftOut[] = [];
  const taken = new Set<string>();
  for (const folder of namesIn(host, FOLDER).sort(byNumber)) {
    const path = `${FOLDER}/${folder}`;
    const driver = textOf(host, `${path}/name`) ?? "";
    for (const sensor of hwmonSensors(host, path, driver)) {
      const leave = (whyNot: string, more: Partial<SourceLeftOut> = {}) =>
        leftOut.push({ name: NAME, whyNot: `${path} (${driver}): ${whyNot}`, howToEnable: "", ...more });
      if ("whyNot" in sensor) {
        leave(sensor.whyNot);
        continue;
      }
      if (counted && sensor.part === "cpu") {
        leave(`${sensor.label} repeats the processor's own counter`);
        continue;
      }
      const of = (part: string) => `${part}:${sensor.label}`;
      const label = taken.has(of(sensor.part)) ? `${sensor.label}, ${folder}` : sensor.label;
      taken.add(of(sensor.part));
      try {
        sources.push(openSensor(host, { ...sensor, label }, path, folder));
      } catch (error) {
        // A card that sleeps, or a board whose controller does not answer.
        leave(messageOf(error), sensor.part === "gpu" ? { present: label } : {});
      }
    }
  }
  if (sources.length === 0 && leftOut.length === 0) {
    const whyNot = host.os === "linux" ? "no sensor of energy or power" : `Linux only, this is ${host.os}`;
    leftOut.push({ name: NAME, whyNot, howToEnable: "", absent: true });
  }
  return { sources, leftOut };
}

function openSensor(host: Host, sensor: HwmonSensor, path: string, folder: string): Source {
  const { part, label, kind, files, factor, periodS } = sensor;
  return numberSource(host, {
    device: {
      id: `hwmon:${folder}:${files[0]}`,
      part,
      label,
      ...(part === "gpu" ? { notSplit: "its driver does not tell which process used it" } : {}),
    },
    kind,
    paths: files.map((file) => `${path}/${file}`),
    factor,
    periodS,
    quantumJ: kind === "counter" ? 1e-6 : 0,
  });
}

/** `hwmon2` before `hwmon10`, so that of two the first stays the first. */
function byNumber(a: string, b: string): number {
  return Number(a.replace(/\D/g, "")) - Number(b.replace(/\D/g, ""));
}
