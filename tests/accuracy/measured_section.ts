import type { Measure, MeasuredHere, NeighbourScore } from "./measured_here.ts";

const COLUMNS: readonly (readonly [measure: Measure, name: string])[] = [
  ["active", "active"],
  ["share", "share"],
  ["machine", "machine"],
  ["codecarbonMachine", "CodeCarbon, machine mode"],
  ["codecarbonProcess", "CodeCarbon, process mode"],
];

/** A line of the table of verdicts. */
type Row = readonly [what: string, found: string, target: string, met: boolean];

const percent = (part: number, digits = 0) => `${(part * 100).toFixed(digits)} %`;

/**
 * What was measured on one machine, as Markdown with its verdicts: a target that was missed is said.
 *
 * @param here What was measured.
 * @param on Which machine, when.
 */
export function measuredSection(here: MeasuredHere, on: string): string {
  const { levels, cells, shareSum, childrenFound, childrenByCodecarbon, warmSpread, singleSpread } = here;
  const warm = Math.max(1 - warmSpread[0], warmSpread[1] - 1);
  const rows: readonly Row[] = [
    ...neighbourRows("a program", levels),
    ...neighbourRows("a cell of the stock kernel, by track()", cells),
    [
      "shares of two programs and the rest, of `machine`",
      percent(shareSum, 1),
      "95 to 105 %",
      Math.abs(shareSum - 1) <= 0.05,
    ],
    [
      "CPU time of children that live for 0.3 s, found",
      percent(childrenFound, 1),
      "at least 99 %",
      childrenFound >= 0.99,
    ],
    ["the same by CodeCarbon's process mode", percent(childrenByCodecarbon, 1), "", true],
    [
      "joules of one inference in fresh processes, from their mean",
      `± ${percent(warm, 1)}`,
      "± 3 %",
      warm <= 0.03,
    ],
    [
      "CPU time of ten single calls in the same processes, most over least",
      `${(singleSpread[1] / singleSpread[0]).toFixed(1)} times`,
      "",
      true,
    ],
  ];
  return `## Attribution, neighbours and inference

Measured on ${on}; CodeCarbon is the real package 3.3.2, in both of its modes in the same runs, given a design power of
100 W. No counter can be read there: \`active\`, \`share\` and \`machine\` are by the model, and what is proven is whose
they are. Others used that machine at the same time, so "none" is not quiet and machine-wide figures move less than
they would.

| | found | target | |
|---|---|---|---|
${
    rows.map(([what, found, target, met]) =>
      `| ${what} | ${found} | ${target} | ${target === "" ? "" : met ? "met" : "**missed**"} |`
    ).join("\n")
  }

The same work (threads, children that end, one that lives on) beside neighbours; energies as multiples of those
without neighbours, medians of three interleaved rounds. Work in contended caches costs more CPU time, so that part of
\`active\` and of the process mode is real.

${neighbourTable(levels)}

The same in a cell of the stock Deno kernel, by the record of \`track()\`; CodeCarbon sees the kernel's own work around
the cell, too.

${neighbourTable(cells)}
`;
}

function neighbourRows(where: string, levels: readonly NeighbourScore[]): Row[] {
  const moves = (measure: Measure) => Math.max(...levels.map(({ times }) => Math.abs(times[measure] - 1)));
  const gaps = levels.map(({ gap }) => gap),
    gapMoves = Math.max(...gaps.map((gap) => Math.abs(gap - (gaps[0] ?? NaN))));
  const [active, wide] = [moves("active"), moves("codecarbonMachine")];
  return [
    [
      `${where}: our CPU seconds against the operating system's for the whole process tree: the gap moves by`,
      `${(gapMoves * 100).toFixed(2)} points`,
      "less than 1 point",
      gapMoves < 0.01,
    ],
    [
      `${where}: \`active\` of fixed work moves at most by`,
      percent(active, 1),
      `a tenth of CodeCarbon's machine mode (${percent(wide)})`,
      active * 10 <= wide,
    ],
  ];
}

function neighbourTable(levels: readonly NeighbourScore[]): string {
  return [
    `| neighbours | ${COLUMNS.map(([, name]) => name).join(" | ")} | gap |`,
    `|---|${COLUMNS.map(() => "---|").join("")}---|`,
    ...levels.map(row),
  ].join("\n");
}

function row({ count, kind, times, gap }: NeighbourScore): string {
  const name = count === 0 ? "none" : `${count} ${kind === "busy" ? "busy" : "filling memory"}`;
  const cells = COLUMNS.map(([measure]) => `× ${times[measure].toFixed(2)}`);
  return `| ${name} | ${cells.join(" | ")} | ${percent(gap, 2)} |`;
}
