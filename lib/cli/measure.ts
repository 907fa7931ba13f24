import { formatDuration, formatNumber, formatQuantity } from "../units.ts";
import { type Host, realHost } from "../host.ts";
import type { Intensity } from "../carbon/intensity.ts";
import { intensityDuring } from "../carbon/live.ts";
import { intensityFor } from "../track/intensity_for.ts";
import { openGauge } from "../track/gauge.ts";
import { VERSION } from "../record/build.ts";
import { type FigureJson, type Measurement, measurement } from "../record/measurement.ts";
import { CliError, type Command, parseWords } from "./command.ts";
import { runChild } from "./run_child.ts";

/** `wattbook measure`: the energy of one command. */
export const measureCommand: Command = {
  name: "measure",
  summary: "run a command and print its energy and emissions",
  help: `Usage: wattbook measure [--json] [--place PLACE] -- COMMAND [ARGUMENTS]

Runs COMMAND, passes its input and output through, and prints the energy that it and its child
processes used. Exit status is the command's own (128 + n when signal n ended it, 127 when there is
no such command).

  --json         print one JSON value on stdout instead (the command's own output then goes to stderr)
  --place PLACE  where the electricity comes from: BE, US-CAL-CISO, aws:eu-west-1; default: found out offline
  -h, --help     this text

Example: wattbook measure -- python3 train.py`,
  async run(args) {
    const split = args.indexOf("--");
    const { values, positionals } = parseWords(split < 0 ? args : args.slice(0, split), {
      json: { type: "boolean" },
      place: { type: "string" },
    });
    const command = split < 0 ? [] : args.slice(split + 1);
    if (positionals.length > 0) {
      throw new CliError(
        `unexpected word ${JSON.stringify(positionals[0])}, should be: wattbook measure [OPTIONS] -- COMMAND`,
      );
    }
    if (command.length === 0) throw new CliError("no command given, should be: wattbook measure -- COMMAND");
    const json = values.json ?? false;
    const result = await measure(command, values.place, json);
    if (json) console.log(JSON.stringify(result));
    else console.error(summary(result));
    return result.exit_code;
  },
};

async function measure(
  command: readonly string[],
  place: string | undefined,
  json: boolean,
): Promise<Measurement> {
  const host = realHost();
  const intensity = await intensityAt(place, host);
  using gauge = openGauge(host);
  const start = gauge.mark();
  const exitCode = await runChild(command, { outputToStderr: json });
  const { span, attribution } = gauge.measure(start, gauge.mark());
  const during = intensityDuring(intensity, span.startMs, span.endMs);
  return measurement({ command, exitCode, span, attribution, intensity: during, version: VERSION });
}

/** An unknown place is an error of the caller, found before the command has run for hours. */
async function intensityAt(place: string | undefined, host: Host): Promise<Intensity> {
  try {
    return await intensityFor(place, host);
  } catch (error) {
    throw error instanceof RangeError ? new CliError(error.message) : error;
  }
}

function summary(result: Measurement): string {
  const { intensity } = result;
  return [
    `${formatDuration(result.duration_s)}, exit status ${result.exit_code}`,
    `energy     ${figureText(result, result.energy_j.share, "J")}`,
    `emissions  ${figureText(result, result.emissions_g.share, "g")}`,
    `grid       ${intensity.zone_name} ${formatNumber(intensity.grams_per_kwh)} g/kWh, ` +
    `${intensity.source} ${intensity.year}`,
    ...result.notes.map((note) => `note       ${note}`),
  ].join("\n");
}

function figureText(result: Measurement, figure: FigureJson | undefined, unit: "J" | "g"): string {
  if (figure === undefined) return "could not be measured";
  const what = unit === "g" ? " CO2eq" : "";
  const high = formatQuantity(figure.high, unit);
  if (result.below_resolution) return `less than ${high}${what}`;
  const range = figure.low > 0 ? `${formatQuantity(figure.low, unit)} – ${high}` : `up to ${high}`;
  const method = unit === "J" ? `, grade ${figure.grade}: ${figure.how}` : "";
  return `${formatQuantity(figure.value, unit)}${what} (${range})${method}`;
}
