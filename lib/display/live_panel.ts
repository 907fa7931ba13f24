import {
  type Figure,
  formatDuration,
  formatNumber,
  formatQuantity,
  type Seconds,
  type Watts,
} from "../units.ts";
import type { Forecast } from "../record/forecast.ts";
import type { Bundle } from "./bundle.ts";
import { COLOURS } from "./chart_style.ts";
import { escapeHtml } from "./escape_html.ts";
import { headlineHtml } from "./headline.ts";
import { grams, intervalText, joules, watts } from "./interval_text.ts";
import { withSubscript } from "./pieces.ts";
import { shorten } from "./shorten.ts";

/** A run while it is measured. */
export interface LiveState {
  /** Name of the run. */
  readonly runName: string;
  /** Its experiment. */
  readonly experimentName: string;
  /** Seconds since it began. */
  readonly elapsedS: Seconds;
  /** Grams CO2eq so far; `undefined` while too little is known. */
  readonly emissionsG: Figure | undefined;
  /** Joules so far. */
  readonly energyJ: Figure | undefined;
  /** Mean power since the run began, in pieces, oldest first; the last one is "now". */
  readonly power: readonly { readonly durationS: Seconds; readonly watts: Watts }[];
  /** Epochs that are done, and of how many when that is known. */
  readonly epochs: { readonly done: number; readonly of: number | undefined } | undefined;
  /** What the training will have used at its end. */
  readonly forecast: Forecast | undefined;
  /** Part of each limit that is used up. */
  readonly budget: readonly { readonly limit: string; readonly used: number }[];
  /** Stop was pressed, or a limit is used up: the training is asked to end. */
  readonly stopping: boolean;
}

const LINE = "1px solid rgba(128,128,128,.4)";
const PALE = "opacity:.68";

/** Height of the power bars in pixels. */
const BARS = 26;

/**
 * The panel of a run that is still measured, small, because each update rewrites it: as HTML that notebook sanitisers
 * keep, in the card's look, which takes its place at the end; and as plain text.
 *
 * @param state The run.
 */
export function livePanelBundle(state: LiveState): Bundle {
  return { data: { "text/html": panelHtml(state), "text/plain": panelText(state) } };
}

function panelHtml(state: LiveState): string {
  const { headline, beside } = soFar(state);
  const title = `<b>${escapeHtml(titleOf(state))}</b> <span style="${PALE}">${
    escapeHtml(subtitle(state))
  }</span>`;
  const rows = lines(state).map(([label, text]) =>
    `<div style="${PALE}">${label}</div><div>${withSubscript(escapeHtml(text))}</div>`
  ).join("");
  return `<div style="max-width:680px;border:${LINE};border-radius:8px;padding:14px 18px;font-size:13px;line-height:1.5;` +
    `box-sizing:border-box;overflow:hidden"><div style="margin-bottom:8px;overflow-wrap:break-word">${title}</div>` +
    `<div style="display:flex;flex-wrap:wrap;gap:8px 40px;align-items:flex-end">${
      headlineHtml(headline, beside)
    }${power(state)}</div>` +
    progress(state) +
    `<div style="display:grid;grid-template-columns:64px minmax(0,1fr);gap:2px 12px;margin-top:12px;padding-top:10px;` +
    `border-top:${LINE};font-size:12px">${rows}</div></div>`;
}

function panelText(state: LiveState): string {
  const { headline, beside } = soFar(state);
  const now = state.power.at(-1);
  return [
    `${titleOf(state)} · ${subtitle(state)}`,
    `${headline} (${beside})${now ? `, ${watts(now.watts)} now` : ""}`,
    ...lines(state).map(([label, text]) => `${label.padEnd(8)}  ${text}`),
  ].join("\n");
}

function titleOf({ runName }: LiveState): string {
  return shorten(runName, 80) || "unnamed run";
}

function subtitle({ experimentName, stopping }: LiveState): string {
  return `${shorten(experimentName, 80)} · ${stopping ? "stopping…" : "measuring…"}`;
}

function soFar({ emissionsG }: LiveState): { headline: string; beside: string } {
  if (emissionsG === undefined) return { headline: "CO2e not known", beside: "no energy could be read" };
  if (!(emissionsG.value > 0)) return { headline: "too little CO2e to see", beside: "so far" };
  return {
    headline: `${grams(emissionsG.value)} CO2e`,
    beside: `so far, ${intervalText(emissionsG, grams)}`,
  };
}

/** Power over time as bars, each as wide as it lasted. */
function power({ power }: LiveState): string {
  const now = power.at(-1);
  if (now === undefined) return "";
  const most = Math.max(...power.map(({ watts }) => watts));
  const bars = power.map(({ durationS, watts }) =>
    `<div style="flex:${formatNumber(durationS)} 1 0px;height:${
      most > 0 ? Math.max(1, Math.round(BARS * watts / most)) : 1
    }px;background:${COLOURS[0]}"></div>`
  ).join("");
  return `<div style="width:220px"><div style="display:flex;align-items:flex-end;height:${BARS}px;overflow:hidden">${bars}` +
    `</div><div style="${PALE}">${watts(now.watts)} now</div></div>`;
}

function progress({ epochs }: LiveState): string {
  if (epochs?.of === undefined) return "";
  const part = Math.min(100, 100 * epochs.done / epochs.of);
  return `<div style="height:6px;margin:12px 0 4px;border-radius:3px;overflow:hidden;background:rgba(128,128,128,.25)">` +
    `<div style="width:${part.toFixed(1)}%;height:6px;background:${COLOURS[2]}"></div></div>`;
}

function lines(state: LiveState): (readonly [string, string])[] {
  const { elapsedS, energyJ, epochs, budget } = state;
  const done = epochs &&
    (epochs.of === undefined ? `${epochs.done} done` : `${epochs.done} of ${epochs.of} done`);
  return [
    ["Time", formatDuration(elapsedS)],
    ...(energyJ && energyJ.value > 0
      ? [["Energy", `${joules(energyJ.value)} (${intervalText(energyJ, joules)})`] as const]
      : []),
    ...(done ? [["Epochs", done] as const] : []),
    ...forecastLine(state),
    ...(budget.length > 0
      ? [
        [
          "Budget",
          budget.map(({ limit, used }) => `${percent(used)} of ${limit}`).join(", ") + " used",
        ] as const,
      ]
      : []),
  ];
}

function forecastLine({ forecast, elapsedS }: LiveState): (readonly [string, string])[] {
  if (forecast === undefined || forecast.done >= forecast.epochs) return [];
  const { emissionsG, energyJ, durationS } = forecast;
  const left = Math.max(0, durationS.value - elapsedS);
  const words = [
    ...(emissionsG ? [`${grams(emissionsG.value)} CO2e (${intervalText(emissionsG, grams)})`] : []),
    ...(energyJ ? [formatQuantity(energyJ.value, "J")] : []),
    `${formatDuration(durationS.value)} (${formatDuration(durationS.low)} – ${
      formatDuration(durationS.high)
    })`,
    `${formatDuration(left)} to go`,
  ];
  return [["Forecast", `at the end ${words.join(", ")}`]];
}

function percent(part: number): string {
  return part > 0 && part < 0.01 ? "< 1 %" : `${Math.floor(part * 100)} %`;
}
