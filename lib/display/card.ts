import type { Destination } from "../record/destination.ts";
import type { RunRecord } from "../record/run_record.ts";
import { type CardFacts, cardFacts } from "./card_facts.ts";
import { COLOURS } from "./chart_style.ts";
import { alignColumns } from "./columns.ts";
import { escapeHtml } from "./escape_html.ts";
import { headlineHtml } from "./headline.ts";
import { piecesHtml, piecesText, withSubscript } from "./pieces.ts";

/** Line between things, on light and on dark. */
const LINE = "1px solid rgba(128,128,128,.4)";

/** What is beside the point is paler, whatever the page's own colour. */
const PALE = "opacity:.68";

/**
 * The card of a run as HTML that notebook sanitisers keep whole: one element, no script, class or style sheet, no
 * colour of its own for text or background, so that it reads on light and dark pages.
 *
 * @param record The run.
 * @param destination Where it is logged.
 */
export function cardHtml(record: RunRecord, destination?: Destination): string {
  const facts = cardFacts(record, destination);
  return `<div style="max-width:680px;border:${LINE};border-radius:8px;padding:14px 18px;font-size:13px;` +
    `line-height:1.5;box-sizing:border-box;overflow:hidden">${
      [
        head(facts),
        `<div style="display:flex;flex-wrap:wrap;gap:8px 40px;align-items:flex-end">${
          headlineHtml(facts.headline, facts.beside)
        }${energy(facts)}</div>`,
        bar(facts),
        lines(facts),
        notes(facts),
      ].join("")
    }</div>`;
}

/** The same as plain text, for terminals and viewers without HTML. */
export function cardText(record: RunRecord, destination?: Destination): string {
  const facts = cardFacts(record, destination);
  const rows = [
    ...facts.energy.map(({ name, value, interval, meaning }) => [name, value, interval, meaning]),
    ...facts.split.map(({ device, value, part }) => [device, value, percent(part), ""]),
  ];
  return [
    `${facts.title} · ${facts.subtitle}`,
    ...(facts.ending ? [facts.ending] : []),
    `${facts.headline} (${facts.beside})`,
    ...alignColumns(rows, ["left", "right", "left", "left"]).map((row) => `  ${row}`),
    ...alignColumns(facts.lines.map(([label, words]) => [label, piecesText(words)]), ["left", "left"]),
    ...facts.notes.map((note) => `! ${note}`),
  ].join("\n");
}

function head({ title, subtitle, ending }: CardFacts): string {
  const end = ending
    ? `<div style="margin-top:6px;padding-left:8px;border-left:3px solid #D55E00;overflow-wrap:break-word"><b>${
      escapeHtml(ending)
    }</b></div>`
    : "";
  return `<div style="margin-bottom:8px;overflow-wrap:break-word"><b>${
    escapeHtml(title)
  }</b> <span style="${PALE}">${escapeHtml(subtitle)}</span>${end}</div>`;
}

function energy(facts: CardFacts): string {
  if (facts.energy.length === 0) return "";
  const cell = "padding:1px 0 1px 14px;border:0;background:none;white-space:nowrap;text-align:";
  const rows = facts.energy.map(({ name, meaning, value, interval, leads }) => {
    const [label, figure] = [name, escapeHtml(value)].map((text) => leads ? `<b>${text}</b>` : text);
    return `<tr style="background:none"><td style="${cell}left;padding-left:0">${label}</td><td style="${cell}right">${figure}</td>` +
      `<td style="${cell}right;${PALE}">${
        escapeHtml(interval)
      }</td><td style="${cell}left;${PALE}">${meaning}</td></tr>`;
  });
  return `<table style="border-collapse:collapse;margin:0;font-size:13px;border:0">${rows.join("")}</table>`;
}

function bar({ split }: CardFacts): string {
  if (split.length === 0) return "";
  const colourOf = (index: number) => COLOURS[index % COLOURS.length] ?? COLOURS[0];
  const parts = split.map(({ part }, index) =>
    `<div style="width:${(part * 100).toFixed(1)}%;background:${colourOf(index)}"></div>`
  );
  const names = split.map(({ device, value, part }, index) =>
    `<span><span style="color:${colourOf(index)}">■</span> ${
      escapeHtml(device)
    } <b>${value}</b> <span style="${PALE}">${percent(part)}</span></span>`
  );
  return `<div style="display:flex;gap:2px;height:6px;margin:12px 0 4px;border-radius:3px;overflow:hidden">${
    parts.join("")
  }</div><div style="display:flex;flex-wrap:wrap;gap:0 18px;font-size:12px">${names.join("")}</div>`;
}

function lines({ lines }: CardFacts): string {
  const rows = lines.map(([label, words]) =>
    `<div style="${PALE}">${label}</div><div style="overflow-wrap:break-word">${piecesHtml(words)}</div>`
  );
  return `<div style="display:grid;grid-template-columns:64px minmax(0,1fr);gap:2px 12px;margin-top:12px;padding-top:10px;border-top:${LINE};font-size:12px">${
    rows.join("")
  }</div>`;
}

function notes({ notes }: CardFacts): string {
  return notes.map((note) =>
    `<div style="margin-top:6px;padding-left:8px;border-left:3px solid #E69F00;font-size:12px;overflow-wrap:break-word">${
      withSubscript(withCode(escapeHtml(note)))
    }</div>`
  ).join("");
}

/** What stands between backticks as code. */
function withCode(html: string): string {
  return html.replace(/`([^`]+)`/g, "<code>$1</code>");
}

function percent(part: number): string {
  return part < 0.01 ? "< 1 %" : `${Math.round(part * 100)} %`;
}
