import { deepStrictEqual, doesNotMatch, match, ok } from "node:assert/strict";
import { ledgerTable } from "../../lib/display/ledger_table.ts";
import type { LedgerCell, SessionLedger } from "../../lib/record/session_ledger.ts";
import { BELGIUM, figure, NASTY } from "./sample_runs.ts";

/** A cell of so many joules; 20 kJ are 1 g. */
function cell(count: number, firstLine: string, joules: number, more: Partial<LedgerCell> = {}): LedgerCell {
  return {
    count,
    firstLine,
    sourceHash: firstLine,
    status: "ok",
    again: false,
    startMs: 0,
    durationS: joules / 10,
    energyJ: figure(joules, joules / 2, joules * 2),
    emissionsG: figure(joules / 20_000, joules / 40_000, joules / 10_000),
    belowResolution: false,
    ...more,
  };
}

const sum = (count: number, durationS: number, joules: number) => ({
  count,
  durationS,
  energyJ: figure(joules, joules / 2, joules * 2),
  emissionsG: figure(joules / 20_000, joules / 40_000, joules / 10_000),
});

function session(more: Partial<SessionLedger> = {}): SessionLedger {
  return {
    cells: [
      cell(1, "import", 10, { belowResolution: true, durationS: 0.01 }),
      cell(2, "train()", 200),
      cell(3, "train()", 180, { again: true, status: "failed" }),
      cell(4, "train()", 220, { again: true }),
      cell(5, "plot()", 90, { status: "running" }),
    ],
    earlier: { count: 0, durationS: 0 },
    idle: sum(5, 30, 300),
    total: sum(5, 99, 1000),
    failures: 1,
    reRuns: 2,
    kept: {
      runNames: ["forest"],
      tries: 3,
      energyJ: figure(210),
      emissionsG: figure(210 / 20_000),
      part: 0.21,
    },
    ...more,
  };
}

Deno.test("ledgerTable() has a row per cell with all its executions, idle and all on lines of their own, then the kept part", () => {
  deepStrictEqual(ledgerTable(session(), BELGIUM).text.split("\n"), [
    "Cell                           Runs   Time  Energy    CO2e     Interval   Part",
    "──────────────────────────────────────────────────────────────────────────────",
    "[1]            import             1  10 ms  < 20 J  < 1 mg                   –",
    "[4]            train()  3, 1 failed   60 s   600 J   30 mg   15 – 60 mg   60 %",
    "[5]            plot()    1, running    9 s    90 J  4.5 mg  2.25 – 9 mg    9 %",
    "between cells                         30 s   300 J   15 mg  7.5 – 30 mg   30 %",
    "all                               5   99 s    1 kJ   50 mg  25 – 100 mg  100 %",
    "What this notebook has cost since the import. 5 executions, 2 re-runs, 1 failed. Electricity: Belgium, 180 g/kWh, average, life-cycle.",
    "Kept: 1 run of 3 (the latest that finished of each name): forest. 210 J, 10.5 mg CO2e, 21 % of the session.",
  ]);
});

Deno.test("ledgerTable() of many cells shows the 25 that cost most, in their order, and the others as one", () => {
  const cells = Array.from(
    { length: 60 },
    (_, index) => cell(index + 1, `cell ${index + 1}`, index % 2 ? 100 : index + 1),
  );
  const lines = ledgerTable(session({ cells, earlier: sum(7, 5, 50) }), BELGIUM).text.split("\n");
  const shown = lines.flatMap((line) => line.match(/^\[(\d+)\]/)?.[1] ?? []).map(Number);
  deepStrictEqual(shown, Array.from({ length: 25 }, (_, index) => 2 * index + 2));
  ok(lines.some((line) => /35 more cells +35 /.test(line)), lines.join("\n"));
  ok(lines.some((line) => /^earlier executions +7 +5 s +50 J/.test(line)), lines.join("\n"));
});

Deno.test("ledgerTable() tells where nothing is kept, nothing finished, or kept runs cannot be added", () => {
  const last = (kept: SessionLedger["kept"]) =>
    ledgerTable(session({ kept }), BELGIUM).text.split("\n").at(-1);
  deepStrictEqual(
    [
      last({ runNames: [], tries: 0 }),
      last({ runNames: [], tries: 2 }),
      last({ runNames: ["a", "b"], tries: 2 }),
    ],
    [
      "No run so far: a model is kept where track() measures its training.",
      "Kept: 0 runs of 2 (the latest that finished of each name).",
      "Kept: 2 runs of 2 (the latest that finished of each name): a, b. They ran at the same time and cannot be added.",
    ],
  );
});

Deno.test("ledgerTable() keeps lines and names as text, short, and without what sanitisers drop", () => {
  const { html } = ledgerTable(
    session({ cells: [cell(1, NASTY, 10)], kept: { runNames: [NASTY], tries: 1 } }),
    BELGIUM,
  );
  doesNotMatch(html, /<script|<b>=cmd|<style|<svg|class=/);
  match(html, /&lt;script&gt;/);
  ok(html.length < 6000);
});

Deno.test("ledgerTable() of a program without cells says nothing that is not known", () => {
  const nothing = { count: 0, durationS: 0 };
  const empty: SessionLedger = {
    cells: [],
    earlier: nothing,
    idle: nothing,
    total: nothing,
    failures: 0,
    reRuns: 0,
    kept: { runNames: [], tries: 0 },
  };
  match(ledgerTable(empty, BELGIUM).text, /all +0 +0 ms +– +– +–/);
});
