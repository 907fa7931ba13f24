import { realHost } from "../host.ts";
import { comparisonReport } from "../display/report.ts";
import { rankingWords } from "../display/ranking_words.ts";
import { comparisonTable } from "../display/table.ts";
import type { ComparedExperiment } from "../record/compared_experiment.ts";
import { chosenExperiment } from "../record/chosen_experiment.ts";
import { rank } from "../record/ranking.ts";
import { isThere } from "../sinks/is_there.ts";
import { quoted } from "../sinks/quoted.ts";
import { storedExperiment } from "../track/stored_experiment.ts";
import { CliError, type Command, parseWords } from "./command.ts";
import { findJournal } from "./journal_folder.ts";
import { compareFleet } from "./compare_fleet.ts";
import { loadCharts } from "./notebook_report.ts";
import { listenForStop } from "./stop_signals.ts";
import { trackedRuns } from "./tracked_runs.ts";

/** `wattbook compare`: models of an MLflow experiment side by side. */
export const compareCommand: Command = {
  help: `Usage: wattbook compare [--experiment NAME] [--from DIR|FILE|URI] [--json] [--out FILE.html]
       wattbook compare --fleet [EXPERIMENT] [--from …] [--json] [--out FILE.html]

Reads the runs of an experiment from any MLflow store and puts their models side by side: accuracy, parameters, energy,
emissions with interval, accuracy per gram, emissions of ten inferences. Of several runs of one name the last one
counts; the repeats of a benchmark are averaged, and neighbours in its ranking are tested. Nothing in the store is changed.

With --fleet: who used what, by server, notebook or program, model, user and experiment. Every run counts once; one that
stands over others (a sweep, a notebook session) only with what its parts do not hold. Ends of intervals add like values.

  --experiment NAME  the experiment (default: the only one of the store; with --fleet all of them)
  --fleet            energy and emissions of all runs, divided, instead of models side by side
  --from …           folder that holds "mlflow.db", "mlruns" or ".wattbook"; a SQLite file; http(s)://…, sqlite:///…, file:…
                     (default: MLFLOW_TRACKING_URI, else the working folder)
  --out FILE.html    write a stand-alone page with the charts too
  --json             print one JSON value on stdout
  -h, --help         this text

Examples: wattbook compare --experiment digits --out digits.html
          wattbook compare --fleet --from http://mlflow:5000 --out fleet.html`,
  async run(args) {
    const { values, positionals } = parseWords(args, {
      experiment: { type: "string" },
      from: { type: "string" },
      json: { type: "boolean" },
      out: { type: "string" },
      fleet: { type: "boolean" },
    });
    const [named, ...more] = positionals;
    if (more.length > 0 || named !== undefined && (!values.fleet || values.experiment !== undefined)) {
      const word = quoted(positionals.at(-1) ?? "");
      throw new CliError(`unexpected word ${word}, should be: wattbook compare --experiment NAME`);
    }
    const { out } = values;
    if (out !== undefined && !/\.html?$/i.test(out)) {
      throw new CliError(`--out is ${quoted(out)}, should end in ".html"`);
    }
    const host = realHost();
    using stopping = listenForStop(() => {});
    const wanted = { from: values.from, experiment: named ?? values.experiment };
    if (values.fleet) {
      const call = { experiment: wanted.experiment, json: values.json ?? false, out };
      return await found(wanted, (from) => compareFleet({ from, ...call }, host, stopping.stop));
    }
    const compared = await found(wanted, async (from) => {
      const journal = onlyJournal(from);
      if (journal !== undefined) return journalled(journal, values.experiment);
      return await storedExperiment(from, values.experiment, host, stopping.stop);
    });
    const words = wordsOf(compared);
    if (values.json) console.log(json(compared, words));
    else console.log(comparisonTable(compared.models, words).text);
    if (out === undefined) return 0;
    const { charts, problem } = await loadCharts(host);
    Deno.writeTextFileSync(out, comparisonReport({ ...compared, words, ...charts }));
    console.error(`wattbook compare: wrote ${out}`);
    if (problem === undefined) return 0;
    console.error(`wattbook compare: the page has no charts: ${problem}`);
    return 1;
  },
};

async function found<Found>(
  { from, experiment }: { readonly from?: string | undefined; readonly experiment?: string | undefined },
  read: (from: string) => Promise<Found>,
): Promise<Found> {
  if (experiment === "") throw new CliError('--experiment is "", should be the name of an experiment');
  try {
    return await read(from ?? realHost().env("MLFLOW_TRACKING_URI") ?? ".");
  } catch (error) {
    // Another experiment or a store without runs is no fault of the program.
    if (error instanceof RangeError) throw new CliError(error.message, 1);
    throw error;
  }
}

/** The journal of a folder that has no store, as with the tracking URI "none". */
function onlyJournal(from: string): string | undefined {
  if (/^[a-z][a-z0-9+.-]+:/i.test(from)) return undefined;
  return isThere(`${from}/mlflow.db`) || isThere(`${from}/mlruns`) ? undefined : findJournal(from);
}

function journalled(journal: string, wanted: string | undefined): ComparedExperiment {
  const { comparisons, problems } = trackedRuns(journal, 0);
  for (const problem of problems) console.error(`wattbook compare: ${problem}`);
  const name = chosenExperiment(comparisons.map(({ experiment }) => experiment), wanted, quoted(journal));
  return comparisons.find(({ experiment }) => experiment === name) ??
    { experiment: name, models: [], tries: [] };
}

/** What the repeats of a benchmark say about neighbours. */
function wordsOf({ models }: ComparedExperiment): string[] {
  const repeated = models.flatMap(({ name, repeatsJ }) => repeatsJ ? [[name, repeatsJ] as const] : []);
  const ranking = rank(new Map(repeated)), ranked = new Set(ranking.groups.flat());
  return rankingWords(ranking, repeated.map(([name]) => name).filter((name) => !ranked.has(name)));
}

function json({ experiment, models }: ComparedExperiment, differences: readonly string[]): string {
  return JSON.stringify(
    {
      experiment,
      models: models.map((model) => ({
        name: model.name,
        status: model.status,
        duration_s: model.durationS,
        energy_j: model.energyJ,
        active_j: model.activeJ,
        emissions_g: model.emissionsG,
        accuracy: model.accuracy,
        precision: model.precision,
        recall: model.recall,
        f1: model.f1,
        parameters: model.parameters,
        accuracy_per_emission: model.accuracyPerEmission,
        emissions_per_10_inferences_g: model.emissionsPer10InferencesG,
        repeats: model.repeats,
        repeats_j: model.repeatsJ,
        on_front: model.onFront,
      })),
      differences,
    },
    null,
    2,
  );
}
