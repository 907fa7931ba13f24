import { addFigures, formatDuration, formatNumber } from "../units.ts";
import type { RunRecord } from "../record/run_record.ts";
import { escapeHtml } from "./escape_html.ts";
import { grams, intervalText, joules } from "./interval_text.ts";
import { withSubscript } from "./pieces.ts";
import { shorten } from "./shorten.ts";

/** Clocks of one run's end and the next one's start may be this far apart the wrong way. */
const TOLERANCE_MS = 5;

/**
 * What all runs cost together, in a paragraph of HTML.
 *
 * @param records The runs, at least one.
 */
export function sessionSummary(records: readonly RunRecord[]): string {
  const duration = records.reduce((sum, { durationS }) => sum + durationS, 0);
  const places = new Set(
    records.map(({ intensity }) =>
      `${intensity.zoneName}, ${formatNumber(intensity.gramsPerKwh)} g/kWh, ${intensity.kind}`
    ),
  );
  const electricity = escapeHtml(shorten([...places].join("; "), 200));
  const runs = `${records.length} ${records.length === 1 ? "run" : "runs"}`;
  return `<p>${
    withSubscript(`${runs} in ${formatDuration(duration)}: ${sum(records)}. Electricity: ${electricity}.`)
  }</p>`;
}

function sum(records: readonly RunRecord[]): string {
  if (overlapping(records)) return "some ran at the same time, so that their figures cannot be added";
  if (new Set(records.map(({ headline }) => headline)).size > 1) {
    return "their energy is charged in different ways, so that it cannot be added";
  }
  const resolved = records.filter(({ belowResolution }) => !belowResolution);
  const emissions = addFigures(resolved.flatMap(({ emissionsG, headline }) => emissionsG[headline] ?? []));
  const energy = addFigures(resolved.flatMap(({ energyJ, headline }) => energyJ[headline] ?? []));
  if (!emissions || !energy || !(emissions.value > 0)) return "no energy that could be resolved";
  const short = records.length - resolved.length;
  const without = short === 0
    ? ""
    : `; ${short} of them ${short === 1 ? "was" : "were"} too short to resolve and not in this sum`;
  return `<b>${grams(emissions.value)} CO2e</b> (${intervalText(emissions, grams)}) from ` +
    `<b>${joules(energy.value)}</b> (${intervalText(energy, joules)})${without}`;
}

/** Runs that share time share energy too: a sum would count it twice. */
function overlapping(records: readonly RunRecord[]): boolean {
  const byStart = [...records].sort((a, b) => a.startMs - b.startMs);
  let end = -Infinity;
  return byStart.some(({ startMs, endMs }) => {
    const shared = startMs < end - TOLERANCE_MS;
    end = Math.max(end, endMs);
    return shared;
  });
}
