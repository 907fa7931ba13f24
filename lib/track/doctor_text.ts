import { formatNumber } from "../units.ts";
import type { DoctorReport } from "./diagnosis.ts";

/** What can be measured on a machine, in lines. */
export function doctorText(report: DoctorReport): string {
  const { place } = report;
  const usable = report.sources.filter((source) => source.usable);
  const others = report.sources.filter((source) => !source.usable);
  return [
    `Grade ${report.grade} on this machine: ${report.processor}, Deno ${report.deno}`,
    `Notebook: ${report.kernel}`,
    "",
    "Read here",
    ...usable.map((source) => `  ${source.grade}  ${source.name}`),
    ...(others.length ? ["", "Left out"] : []),
    ...others.flatMap((source) => [
      `  -  ${source.name}: ${source.why_not}`,
      ...(source.how_to_enable ? [`     remedy: ${source.how_to_enable}`] : []),
    ]),
    "",
    `Electricity: ${place.name} (${place.zone}), ${formatNumber(place.grams_per_kwh)} g/kWh (${
      formatNumber(place.low)
    } – ${formatNumber(place.high)}), ${place.source} ${place.year}, ${place.kind}`,
    ...(place.note ? [`  ${place.note}`] : []),
  ].join("\n");
}
