import { messageOf } from "../errors.ts";
import { formatDuration, formatNumber, formatQuantity } from "../units.ts";
import { type Host, realHost } from "../host.ts";
import { besideLines } from "../display/beside_lines.ts";
import { piecesText } from "../display/pieces.ts";
import { measuredCommand } from "../track/measured_command.ts";
import { type ResolvedInfo, resolveInfo } from "../record/info.ts";
import { type FigureJson, type Measurement, measurement } from "../record/measurement.ts";
import type { RunRecord } from "../record/run_record.ts";
import { CliError, type Command, parseWords } from "./command.ts";
import { runChild } from "./run_child.ts";

/** `wattbook measure`: the energy of one command. */
export const measureCommand: Command = {
  help: `Usage: wattbook measure [OPTIONS] -- COMMAND [ARGUMENTS]

Runs COMMAND, passes its input and output through, and prints the energy that it and its child
processes used. Exit status is the command's own (128 + n when signal n ended it, 127 when there is
no such command). Options mean what the fields of track() mean.

  --json            print one JSON value on stdout instead (the command's own output then goes to stderr)
  --place PLACE     where the electricity comes from: BE, US-CAL-CISO, aws:eu-west-1, live:FR (asks a
                    service), or as JSON '{"gramsPerKwh":120}'; default: found out offline
  --pue N           power usage effectiveness of the data centre, 1 to 3; default 1
  --figure FIGURE   the headline: share (default), active or machine
  --method METHOD   codecarbon-3.3.2: the figures that CodeCarbon would report for the same readings,
                    in its machine mode, or with --figure share in its process mode
  --codecarbon      a line with what CodeCarbon 3.3.2 would say
  --water           a line with the litres that the energy took
  --embodied DEVICE a line with the emissions of making the hardware: laptop, desktop, server, gpu, or
                    as JSON '{"device":"server","part":0.25}'
  -h, --help        this text

Example: wattbook measure --place BE --water -- python3 train.py`,
  async run(args) {
    const split = args.indexOf("--");
    const { values, positionals } = parseWords(split < 0 ? args : args.slice(0, split), {
      json: { type: "boolean" },
      place: { type: "string" },
      pue: { type: "string" },
      figure: { type: "string" },
      method: { type: "string" },
      codecarbon: { type: "boolean" },
      water: { type: "boolean" },
      embodied: { type: "string" },
    });
    const command = split < 0 ? [] : args.slice(split + 1);
    if (positionals.length > 0) {
      throw new CliError(
        `unexpected word ${JSON.stringify(positionals[0])}, should be: wattbook measure [OPTIONS] -- COMMAND`,
      );
    }
    if (command.length === 0) throw new CliError("no command given, should be: wattbook measure -- COMMAND");
    const { json = false, place, pue, embodied, ...same } = values, host = realHost();
    const info = infoOf({ ...same, place: text(place), pue: number(pue), embodied: text(embodied) }, host);
    const { exitCode, record } = await measure(info, host, command, json);
    const result = measurement(command, exitCode, record);
    if (json) console.log(JSON.stringify(result));
    else console.error(summary(result, record));
    return exitCode;
  },
};

/** The checks of `track()`. What a user wrote wrong is found before the command has run for hours. */
function infoOf(asked: Readonly<Record<string, unknown>>, host: Host): ResolvedInfo {
  const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
  try {
    return resolveInfo({ ...given, trackingUri: "none" }, host);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new CliError(error.message.replace(/^Cannot start tracking: /, ""));
  }
}

async function measure(info: ResolvedInfo, host: Host, command: readonly string[], json: boolean) {
  try {
    return await measuredCommand(host, info, () => runChild(command, { outputToStderr: json }));
  } catch (error) {
    // An unknown place is an error of the caller.
    throw error instanceof RangeError ? new CliError(error.message) : error;
  }
}

/** A word as it stands, or what it says as JSON. */
function text(word: string | undefined): unknown {
  if (!word?.startsWith("{")) return word;
  try {
    return JSON.parse(word);
  } catch (error) {
    throw new CliError(
      `${JSON.stringify(word)} is no JSON: ${messageOf(error)}`,
    );
  }
}

/** What is no number stays a word, so that the error shows it. */
function number(word: string | undefined): number | string | undefined {
  return word === undefined || word.trim() === "" || Number.isNaN(Number(word)) ? word : Number(word);
}

function summary(result: Measurement, record: RunRecord): string {
  const { intensity, headline } = result;
  return [
    `${formatDuration(result.duration_s)}, exit status ${result.exit_code}`,
    `energy     ${figureText(result, result.energy_j[headline], "J")}`,
    `emissions  ${figureText(result, result.emissions_g[headline], "g")}`,
    ...besideLines(record).map(([label, words]) => `${label.toLowerCase().padEnd(10)} ${piecesText(words)}`),
    `grid       ${intensity.zone_name} ${formatNumber(intensity.grams_per_kwh)} g/kWh, ` +
    `${intensity.source} ${intensity.year}, ${intensity.kind}`,
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
