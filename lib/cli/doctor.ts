import { doctor, type DoctorReport } from "../track/doctor.ts";
import { formatNumber } from "../units.ts";
import { CliError, type Command, parseWords } from "./command.ts";

/** `wattbook doctor`: what can be measured on this machine. */
export const doctorCommand: Command = {
  name: "doctor",
  summary: "tell what can be measured on this machine, and what would make it better",
  help: `Usage: wattbook doctor [--json]

Lists the sources that can be read on this machine, those that cannot with the reason and the remedy,
and where the electricity comes from. Reads only this machine; nothing leaves it.

  --json      print one JSON value on stdout
  -h, --help  this text`,
  async run(args) {
    const { values, positionals } = parseWords(args, { json: { type: "boolean" } });
    if (positionals.length > 0) {
      throw new CliError(
        `unexpected word ${JSON.stringify(positionals[0])}, should be: wattbook doctor [--json]`,
      );
    }
    const report = await doctor();
    console.log(values.json ? JSON.stringify(report) : text(report));
    return 0;
  },
};

function text(report: DoctorReport): string {
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
    } – ${formatNumber(place.high)}), ${place.source} ${place.year}`,
    ...(place.note ? [`  ${place.note}`] : []),
  ].join("\n");
}
