import { grams, joules } from "../display/interval_text.ts";
import type { Progress } from "../runner/own_measure.ts";
import { formatDuration } from "../units.ts";

/** What is shown of a notebook that runs. */
export interface RunningRow {
  /** Its name. */
  readonly name: string;
  /** Where it runs. */
  readonly server: string;
  /** Seconds since it was begun. */
  readonly passedS: number;
  /** The cell that runs; 0 while its kernel starts. */
  readonly cell: number;
  /** Cells with code. */
  readonly total: number;
  /** What its kernel has said. */
  readonly progress: Progress;
}

/** What is shown of the whole. */
export interface SummaryRow {
  /** Notebooks that have ended. */
  readonly ended: number;
  /** Of them, those that are not ok. */
  readonly bad: number;
  /** Notebooks in all. */
  readonly total: number;
  /** What all have used. */
  readonly used: { readonly joules: number; readonly grams: number };
  /** What those that have ended used. */
  readonly usedByEnded: { readonly joules: number; readonly grams: number };
  /** Seconds since the begin. */
  readonly passedS: number;
}

const BAR_WIDTH = 12, LONGEST_NAME = 48, SHORTEST_NAME = 20;

/**
 * A notebook that runs, on one line that fits: its name is cut first, then the server, the grams and the joules go.
 *
 * @param row What is shown.
 * @param columns Width of the terminal.
 */
export function runningRow(
  { name, server, passedS, cell, total, progress }: RunningRow,
  columns: number,
): string {
  const { energyJ, emissionsG } = progress;
  const left = `  ${bar(Math.max(0, cell - 1), total)} ${
    (total === 0 ? "starting" : `${cell}/${total}`).padEnd(8)
  } `;
  const time = `${Math.floor(passedS)} s`;
  const cost = energyJ && emissionsG ? [joules(energyJ.value), grams(emissionsG.value)] : [];
  const where = server.replace(/^https?:\/\//, "");
  for (const parts of [[time, ...cost, where], [time, ...cost], [time, ...cost.slice(0, 1)], [time]]) {
    const right = parts.join("  "), room = columns - 1 - left.length - 2 - [...plain(right)].length;
    if (room < Math.min(SHORTEST_NAME, [...name].length) && parts.length > 1) continue;
    const width = Math.min(room, LONGEST_NAME);
    return fit(`${left}${short(name, width).padEnd(Math.min(width, [...name].length))}  ${right}`, columns);
  }
  return fit(left + name, columns);
}

/**
 * The whole on one line: what was used and what is to come.
 *
 * @param row What is shown.
 * @param columns Width of the terminal.
 */
export function summaryRow(
  { ended, bad, total, used, usedByEnded, passedS }: SummaryRow,
  columns: number,
): string {
  const left = total - ended, more = ended > 0 && left > 0;
  const ahead = (part: number) => part / ended * total;
  const forecast = more && usedByEnded.joules > 0
    ? [joules(ahead(usedByEnded.joules)), grams(ahead(usedByEnded.grams))]
    : [];
  const parts = [
    `${bar(ended, total)} ${ended}/${total}${bad > 0 ? `, ${bad} not ok` : ""}`,
    ...(used.joules > 0 ? [`${joules(used.joules)}, ${grams(used.grams)} CO2e`] : []),
    ...(more
      ? [
        `${forecast.length > 0 ? `of about ${forecast.join(", ")}; ` : ""}${
          formatDuration(passedS / ended * left)
        } to go`,
      ]
      : []),
  ];
  return fit(parts.join(" · "), columns);
}

/** Text of users on a terminal: nothing in it steers that. */
export function plain(text: string): string {
  return text.replace(/\p{C}+/gu, " ");
}

/** Text on one line of a terminal. */
export function fit(text: string, columns: number): string {
  return [...plain(text)].slice(0, columns - 1).join("");
}

/** Cut in the middle: what tells the notebooks of a grid apart stands at the end. */
function short(text: string, width: number): string {
  const letters = [...plain(text)], tail = Math.floor(width / 3);
  if (letters.length <= width) return letters.join("");
  return `${letters.slice(0, Math.max(0, width - 1 - tail)).join("")}…${
    letters.slice(letters.length - tail).join("")
  }`;
}

function bar(done: number, total: number): string {
  const full = total > 0 ? Math.round(BAR_WIDTH * done / total) : 0;
  return "█".repeat(full) + "░".repeat(BAR_WIDTH - full);
}
