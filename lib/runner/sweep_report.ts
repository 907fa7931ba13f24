import { escapeHtml } from "../display/escape_html.ts";
import { grams, intervalText, joules } from "../display/interval_text.ts";
import { page } from "../display/page.ts";
import { withSubscript } from "../display/pieces.ts";
import { VERSION } from "../record/build.ts";
import type { RunRecord } from "../record/run_record.ts";
import { formatDuration, formatNumber } from "../units.ts";
import { chargeOf } from "./sweep_budget.ts";
import type { SavedByWaiting } from "./start_words.ts";
import type { JobOutcome } from "./sweep_log.ts";
import { type SweepRow, sweepTable } from "./sweep_table.ts";

/** What all notebooks of a sweep came to. */
export interface SweepReport {
  /** Headline. */
  readonly title: string;
  /** Every notebook. */
  readonly rows: readonly SweepRow[];
  /** The sum of their kernels' records; `undefined` where none has one. */
  readonly sum: RunRecord | undefined;
  /** When it began, where it waited for the greenest time: a sentence for each call. */
  readonly waits?: readonly string[] | undefined;
  /** What that saved, by the forecast. */
  readonly saved?: SavedByWaiting | undefined;
  /** Seconds from the first begin to the last end, over all calls. */
  readonly durationS: number;
}

/** What a sweep came to, in a sentence or two. */
export function sweepSentence({ rows, sum, durationS, saved }: SweepReport): string {
  const outcomes = rows.flatMap(({ outcome }) => outcome ?? []);
  const done = outcomes.filter(({ status }) => status === "ok").length;
  const servers = new Set(outcomes.flatMap(({ server }) => server ?? [])).size;
  const where = `${servers} ${servers === 1 ? "server" : "servers"}`;
  const head = `${done} of ${rows.length} notebooks done on ${where} in ${formatDuration(durationS)}`;
  const energy = sum?.energyJ.share, emissions = sum?.emissionsG.share;
  const cost = energy && emissions
    ? `: ${grams(emissions.value)} CO2e (${intervalText(emissions, grams)}) from ${joules(energy.value)} ` +
      `(${intervalText(energy, joules)}), grade ${energy.grade}; electricity: ${sum.intensity.zoneName}, ` +
      `${formatNumber(sum.intensity.gramsPerKwh)} g/kWh, ${sum.intensity.kind}`
    : outcomes.every(({ cellsRun }) => cellsRun === 0)
    ? ""
    : sum?.belowResolution
    ? ": they were too short to resolve"
    : ": their energy is not known";
  const short = energy ? tooShort(outcomes) : [];
  return [`${head}${cost}.`, ...(saved ? [saved.words] : []), ...missing(rows), ...short].join(" ");
}

/** A stand-alone page about a sweep; asks nothing of the network. */
export function sweepReport(report: SweepReport): string {
  const problems = report.rows.flatMap(({ outcome }) => outcome?.problem ?? []);
  const content = [
    `<h1>${escapeHtml(report.title)}</h1>`,
    `<p>${withSubscript(escapeHtml(sweepSentence(report)))}</p>`,
    ...(report.waits ?? []).map((text) => `<p>${withSubscript(escapeHtml(text))}</p>`),
    sweepTable(report.rows).html,
    ...(problems.length > 0
      ? [
        `<h2>What went wrong</h2><ul>${problems.map((text) => `<li>${escapeHtml(text)}</li>`).join("")}</ul>`,
      ]
      : []),
    `<p class="pale">Each kernel has measured itself, from the import of wattbook to the notebook's end. The sum adds ` +
    `the shares of the kernels and the ends of their intervals.</p>`,
  ];
  return page(report.title, content.join("\n"), VERSION);
}

/** What the sum does not hold because its interval begins at nothing. */
function tooShort(outcomes: readonly JobOutcome[]): string[] {
  const { length } = outcomes.filter(({ record }) => record?.belowResolution);
  if (length === 0) return [];
  const noun = length === 1 ? "notebook was" : "notebooks were";
  return [`${length} ${noun} too short to resolve and ${length === 1 ? "is" : "are"} not in this sum.`];
}

/** What the sum does not hold. */
export function missing(rows: readonly SweepRow[]): string[] {
  const ran = rows.flatMap(({ outcome }) => outcome && outcome.cellsRun > 0 ? [outcome] : []);
  const without = ran.filter(({ record }) => record === undefined);
  if (without.length === 0) return [];
  const partly = without.filter((outcome) => chargeOf(outcome).energyJ).length;
  const said = without.length === 1 ? "it said how far it was" : `${partly} of them said how far they were`;
  const known = partly > 0 ? ` (${said}, shown with ~)` : "";
  const noun = without.length === 1 ? "notebook that ran has" : "notebooks that ran have";
  return [
    `${without.length} ${noun} no record of the whole and ${
      without.length === 1 ? "is" : "are"
    } not in this sum${known}.`,
  ];
}
