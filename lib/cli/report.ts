import { nearest } from "../carbon/nearest.ts";
import type { RunRecord } from "../record/run_record.ts";
import { JournalError, readJournals } from "../sinks/journal_read.ts";
import { quoted } from "../sinks/quoted.ts";
import { CliError, type Command, parseWords } from "./command.ts";
import { journalFolder } from "./journal_folder.ts";
import { repairCsv } from "./repair_csv.ts";
import { REPORT_FORMATS, type ReportFormat } from "./report_formats.ts";

/** `wattbook report`: journalled runs in the formats of others. */
export const reportCommand: Command = {
  help: `Usage: wattbook report --format FORMAT [--run RUN] [--from DIR] [--per UNIT=COUNT] [--embodied GRAMS]

Reads the journal of DIR and prints one run, or all of them where the format holds many.

  --format FORMAT    boamps      JSON report of energy (Boavizta's BoAmps)
                     model-card  co2_eq_emissions, for the head of a model card
                     sci         Software Carbon Intensity (ISO/IEC 21031) as JSON
                     methods     sentences for a paper
                     prometheus  all runs in Prometheus' text format
                     codecarbon  all runs as CodeCarbon's emissions.csv
  --run RUN          name of the run, or its ID or the beginning of it (default: the last one that ended;
                     prometheus and codecarbon: all)
  --from DIR         folder that holds ".wattbook", or that folder itself (default: the working folder);
                     codecarbon: or an emissions.csv, whose shifted rows are put right
  --per UNIT=COUNT   sci: what the score is per, "epoch=12" (default: the run)
  --embodied GRAMS   sci: embodied emissions of the hardware that fall to the run (default: those of the run)
  -h, --help         this text

Example: wattbook report --format methods --run forest-300`,
  run: (args) => Promise.resolve(report(args)),
};

function report(args: readonly string[]): number {
  const { values, positionals } = parseWords(args, {
    format: { type: "string" },
    run: { type: "string" },
    from: { type: "string" },
    per: { type: "string" },
    embodied: { type: "string" },
  });
  if (positionals.length > 0) {
    const word = quoted(positionals[0] ?? "");
    throw new CliError(`unexpected word ${word}, should be: wattbook report --format FORMAT`);
  }
  const format = formatNamed(values.format);
  if (values.format === "codecarbon" && values.from?.endsWith(".csv")) return repairCsv(values.from);
  const options = {
    per: values.per === undefined ? undefined : unitCount(values.per),
    embodiedG: grams(values.embodied),
  };
  const { records, problems } = endedRuns(journalFolder(values.from ?? "."));
  const chosen = chosenRuns(records, values.run, format);
  try {
    const { text, leftOut } = format.write(chosen, options);
    const off = [...problems, ...leftOut];
    for (const problem of off) console.error(`wattbook report: ${problem}`);
    console.log(text.trimEnd());
    // One run is complete without the journals that cannot be read, all of them are not.
    return format.holdsMany && off.length > 0 ? 1 : 0;
  } catch (error) {
    // A run without a known energy is no fault of the program.
    throw error instanceof RangeError ? new CliError(error.message, 1) : error;
  }
}

function formatNamed(name: string | undefined): ReportFormat {
  const names = Object.keys(REPORT_FORMATS);
  if (name === undefined) throw new CliError(`no format given, should be --format ${names.join("|")}`);
  const format = Object.hasOwn(REPORT_FORMATS, name) ? REPORT_FORMATS[name] : undefined;
  if (format !== undefined) return format;
  const meant = nearest(name, names);
  const hint = meant ? `did you mean "${meant}"` : `should be one of ${names.join(", ")}`;
  throw new CliError(`unknown format ${quoted(name)}, ${hint}`);
}

/** Runs that ended, oldest first, with everything that was logged, also after their end. */
function endedRuns(folder: string): { records: readonly RunRecord[]; problems: readonly string[] } {
  const journals = readJournals(folder);
  return {
    records: journals.flatMap((journal) =>
      journal instanceof JournalError || journal.record === undefined
        ? []
        : [{ ...journal.record, metrics: journal.metrics, params: journal.params, tags: journal.tags }]
    ),
    problems: journals.flatMap((journal) => journal instanceof JournalError ? [journal.message] : []),
  };
}

function chosenRuns(
  records: readonly RunRecord[],
  wanted: string | undefined,
  { holdsMany }: ReportFormat,
): readonly RunRecord[] {
  const fitting = wanted === undefined
    ? records
    : records.filter(({ runId, runName }) =>
      runName === wanted || (wanted !== "" && runId.startsWith(wanted.replaceAll("-", "").toLowerCase()))
    );
  const last = fitting.at(-1);
  if (last !== undefined) return holdsMany ? fitting : [last];
  if (wanted === undefined) throw new CliError("no run has ended in this journal", 1);
  const meant = nearest(wanted, records.map(({ runName }) => runName));
  throw new CliError(`no ended run ${quoted(wanted)}${meant ? `, did you mean ${quoted(meant)}` : ""}`, 1);
}

function unitCount(text: string): { unit: string; count: number } {
  const at = text.lastIndexOf("=");
  const unit = text.slice(0, Math.max(at, 0)), count = Number(text.slice(at + 1) || NaN);
  if (unit === "" || !(count > 0)) throw new CliError(`--per is ${quoted(text)}, should be like "epoch=12"`);
  return { unit, count };
}

function grams(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const mass = Number(text.trim() || NaN);
  if (!(mass >= 0 && Number.isFinite(mass))) {
    throw new CliError(`--embodied is ${quoted(text)}, should be grams, 0 or more`);
  }
  return mass;
}
