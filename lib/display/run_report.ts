import type { RunRecord } from "../record/run_record.ts";
import { pictureHtml } from "./bundle.ts";
import { cardHtml } from "./card.ts";
import { escapeHtml } from "./escape_html.ts";
import { page } from "./page.ts";
import { shorten } from "./shorten.ts";

/**
 * A stand-alone page about one run: a few kilobytes, no script, so that a sandboxed viewer shows it too.
 *
 * @param record The run.
 * @param picture SVG of its power chart.
 */
export function runReport(record: RunRecord, picture?: string): string {
  const name = shorten(record.runName, 120);
  const content = [
    `<h1>${escapeHtml(name)}</h1>`,
    `<p class="pale">${moment(record.startMs)}</p>`,
    cardHtml(record),
    ...(picture === undefined ? [] : [`<figure>${pictureHtml(picture, `Power during ${name}`)}</figure>`]),
    valuesTable("Parameters", Object.entries(record.params)),
    valuesTable("Tags", Object.entries(record.tags)),
  ];
  return page(`${name}: energy and emissions`, content.join("\n"), record.wattbook);
}

/** A moment for people everywhere, in UTC. */
export function moment(ms: number): string {
  return Number.isFinite(ms) ? `${new Date(ms).toISOString().slice(0, 16).replace("T", " ")} UTC` : "";
}

/** More rows than this belong into MLflow, not into a report. */
const ROWS = 60;

function valuesTable(title: string, entries: readonly (readonly [string, string])[]): string {
  if (entries.length === 0) return "";
  const cell = `style="padding:2px 16px 2px 0;vertical-align:top;overflow-wrap:break-word"`;
  const rows = entries.slice(0, ROWS).map(([key, value]) =>
    `<tr><td ${cell}><code>${escapeHtml(shorten(key, 80))}</code></td><td ${cell}>${
      escapeHtml(shorten(value, 200))
    }</td></tr>`
  );
  const more = entries.length > ROWS ? `<p class="pale">and ${entries.length - ROWS} more</p>` : "";
  return `<h2>${title}</h2><table style="border-collapse:collapse;font-size:13px">${
    rows.join("")
  }</table>${more}`;
}
