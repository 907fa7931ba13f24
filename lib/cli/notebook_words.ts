import { basename, join } from "node:path";
import { existsSync } from "node:fs";
import { formatDuration } from "../units.ts";
import { comparisonTable } from "../display/table.ts";
import { runsTable } from "../display/runs_table.ts";
import { sqliteUri, withoutSecrets } from "../sinks/mlflow/uri.ts";
import type { FileRun } from "../runner/run_file.ts";
import type { NotebookOutcome } from "./notebook_job.ts";

/** Lines of a traceback that are worth reading on a terminal. */
const TRACEBACK_LINES = 8;

/** What the notebooks of one folder have shown, and where the results are. */
export function summaryText(outcomes: readonly NotebookOutcome[]): string {
  const last = outcomes.at(-1);
  if (last === undefined) return "";
  const { records, comparisons, unfinished } = last.tracked;
  const sections = [
    ...(records.length ? [`Runs\n${indented(runsTable(records).text)}`] : []),
    ...comparisons.filter(({ models }) => models.length > 1).map(({ experiment, models }) =>
      `Models of "${plain(experiment).slice(0, 80)}"\n${indented(comparisonTable(models).text)}`
    ),
    ...(unfinished.length
      ? [`Interrupted: ${unfinished.map(plain).join(", ")}; "wattbook sync" closes them`]
      : []),
    ...(records.length + unfinished.length === 0 ? ["No run was tracked."] : []),
    placesText(outcomes, last),
  ];
  return sections.join("\n\n");
}

function placesText(
  outcomes: readonly NotebookOutcome[],
  { out, places, report, tracked }: NotebookOutcome,
): string {
  const executed = outcomes.flatMap(({ run }) =>
    run ? [["Executed notebook", `${join(out, basename(run.executed))}  (${ending(run)})`]] : []
  );
  const embedded = sqliteUri(places.database) === places.trackingUri;
  const mlflow = embedded
    ? existsSync(places.database)
      ? [["MLflow", `mlflow ui --backend-store-uri ${quoted(places.trackingUri)}`]]
      : []
    : tracked.records.length
    ? [["MLflow", withoutSecrets(places.trackingUri)]]
    : [];
  const page = report.written ? [["Report", join(out, "report.html")]] : [];
  return [...executed, ...mlflow, ...page].map(([name = "", text]) => `${name.padEnd(19)}${text}`).join("\n");
}

/** The error that ended a notebook: which cell, what, and the end of its traceback. */
export function failureText({ file, run, problem }: NotebookOutcome): string {
  if (problem !== undefined) return plain(problem);
  const { number, total, id, error } = run?.failed ?? {};
  if (error === undefined) return "";
  const [head = "", ...message] = `${error.ename}: ${error.evalue}`.split("\n");
  const trace = error.traceback.flatMap((line) => line.split("\n")).filter((line) => line.trim() !== "");
  // The traceback begins with the message, as a rule.
  const rest = trace[0]?.includes(head) ? trace.slice(1) : [...message, ...trace];
  return [
    `${file}: cell ${number} of ${total} ("${id}") failed: ${head}`,
    ...rest.slice(0, TRACEBACK_LINES).map((line) => `  ${line.trimStart()}`),
  ].map(plain).join("\n");
}

/** One JSON value for all notebooks of a call. */
export function outcomesJson(outcomes: readonly NotebookOutcome[]): object {
  return {
    notebooks: outcomes.map(({ file, run, problem, places, report, tracked }) => ({
      file,
      status: run?.status ?? "failed",
      ...(problem === undefined ? {} : { problem }),
      ...(run
        ? {
          executed: run.executed,
          duration_s: run.durationS,
          cells: run.cells.map(({ number, id, status, durationS, error }) => ({
            number,
            id,
            status,
            duration_s: durationS,
            ...(error ? { error } : {}),
          })),
        }
        : {}),
      tracking_uri: withoutSecrets(places.trackingUri),
      journal: places.journal,
      report: report.written ? places.report : null,
      runs: tracked.records.map((
        { runId, experimentName, runName, status, durationS, headline, ...record },
      ) => ({
        run_id: runId,
        experiment: experimentName,
        name: runName,
        status,
        duration_s: durationS,
        energy_j: record.energyJ[headline] ?? null,
        emissions_g: record.emissionsG[headline] ?? null,
      })),
      unfinished_runs: tracked.unfinished,
    })),
  };
}

function ending({ status, durationS, cells }: FileRun): string {
  const ran = cells.filter((cell) => cell.durationS !== undefined).length;
  const how = status === "ok" ? "" : `, ${status}`;
  return `${ran} of ${cells.length} cells in ${formatDuration(durationS)}${how}`;
}

function indented(text: string): string {
  return text.split("\n").map((line) => `  ${line}`).join("\n");
}

/** Text of users on a terminal: nothing in it steers that. */
function plain(text: string): string {
  return text.replace(/[^\P{C}\n]/gu, " ");
}

/** For a shell. */
function quoted(text: string): string {
  return /^[\w/:.@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
