import { formatDuration, formatQuantity } from "../units.ts";
import { realHost } from "../host.ts";
import { intensityFor } from "../track/intensity_for.ts";
import { openGauge } from "../track/gauge.ts";
import { VERSION } from "../record/build.ts";
import { type Measurement, measurement } from "../record/measurement.ts";
import { CliError, type Command, parseWords } from "./command.ts";

/** `wattbook measure`: the energy of one command. */
export const measureCommand: Command = {
  name: "measure",
  summary: "run a command and print its energy and emissions",
  help: `Usage: wattbook measure [--json] [--place PLACE] -- COMMAND [ARGUMENTS]

Runs COMMAND, passes its input and output through, and prints the energy that it and its child
processes used. Exit status is the command's own.

  --json         print one JSON value on stdout instead (the command's own output then goes to stderr)
  --place PLACE  where the electricity comes from: BE, US-CAL-CISO, aws:eu-west-1; default: found out offline
  -h, --help     this text

Example: wattbook measure -- python3 train.py`,
  async run(args) {
    const split = args.indexOf("--");
    const words = split < 0 ? args : args.slice(0, split);
    const { values, positionals } = parseWords(words, {
      json: { type: "boolean" },
      place: { type: "string" },
    });
    const command = split < 0 ? positionals : args.slice(split + 1);
    if (command.length === 0) throw new CliError("no command given, should be: wattbook measure -- COMMAND");
    const result = await measure(command, values.place, values.json ?? false);
    if (values.json) console.log(JSON.stringify(result));
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
  const intensity = await intensityFor(place, host);
  using gauge = openGauge(host);
  const start = gauge.mark();
  const exitCode = await runChild(command, json);
  const { span, attribution } = gauge.measure(start, gauge.mark());
  return measurement({ command, exitCode, span, attribution, intensity, version: VERSION });
}

/** Ctrl-C reaches the child by itself (same process group); the meter has to outlive it to tell the figure. */
async function runChild([program = "", ...args]: readonly string[], json: boolean): Promise<number> {
  const ignore = () => {};
  Deno.addSignalListener("SIGINT", ignore);
  try {
    const child = new Deno.Command(program, { args, stdin: "inherit", stdout: json ? "piped" : "inherit" })
      .spawn();
    if (json) await child.stdout.pipeTo(Deno.stderr.writable, { preventClose: true });
    return (await child.status).code;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw new CliError(`cannot run "${program}": no such command`, 127);
    }
    throw error;
  } finally {
    Deno.removeSignalListener("SIGINT", ignore);
  }
}

function summary(result: Measurement): string {
  const { share } = result.energy_j, grams = result.emissions_g.share;
  const interval = (figure: { low: number; high: number }, unit: "J" | "g") =>
    `(${formatQuantity(figure.low, unit)} – ${formatQuantity(figure.high, unit)})`;
  const { intensity } = result;
  return [
    `${formatDuration(result.duration_s)}, exit status ${result.exit_code}`,
    share
      ? `energy     ${formatQuantity(share.value, "J")} ${
        interval(share, "J")
      }, grade ${share.grade}: ${share.how}`
      : "energy     could not be measured",
    grams ? `emissions  ${formatQuantity(grams.value, "g")} CO2e ${interval(grams, "g")}` : "",
    `grid       ${intensity.zone} ${intensity.grams_per_kwh} g/kWh, ${intensity.source} ${intensity.year}`,
    ...result.notes.map((note) => `note       ${note}`),
  ].filter((line) => line !== "").join("\n");
}
