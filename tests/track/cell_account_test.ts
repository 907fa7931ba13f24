import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { CellOver } from "../../lib/notebook/notebook.ts";
import { type AccountState, openCellAccount } from "../../lib/track/cell_account.ts";
import type { Figure } from "../../lib/units.ts";

/** The meter by hand: seconds since the import, joules so far. */
interface Mark {
  readonly atS: number;
  readonly joules: number;
}

function figure(value: number): Figure {
  return { value, low: value / 2, high: value * 2, grade: "B", how: "counter" };
}

const at = (atS: number, joules: number): Mark => ({ atS, joules });

/** An account with the whole life of a cell in one call; cells are numbered as the kernel does. */
function account(most?: number) {
  let measured = 0;
  const opened = openCellAccount<Mark>(at(0, 0), (start, end) => {
    measured++;
    const durationS = end.atS - start.atS;
    return {
      startMs: start.atS * 1000,
      durationS,
      energyJ: figure(end.joules - start.joules),
      belowResolution: durationS < 0.05,
    };
  }, most === undefined ? {} : { most });
  return {
    ...opened,
    measured: () => measured,
    run(cell: number, code: string, begin: Mark, end: Mark, outcome: CellOver["outcome"] = "ok") {
      opened.begun({ cell, count: cell, code, startMs: begin.atS * 1000 });
      opened.marked({ cell, kind: "begin", mark: begin });
      opened.marked({ cell, kind: "end", mark: end });
      opened.over({ cell, endMs: end.atS * 1000, outcome });
    },
  };
}

function rows({ cells }: AccountState) {
  return cells.map(({ count, firstLine, status, again, durationS, energyJ }) =>
    `[${count}] ${firstLine} ${status}${again ? " again" : ""} ${durationS} s ${energyJ?.value} J`
  );
}

const sum = ({ count, durationS, energyJ }: AccountState["idle"]) =>
  `${count} ${durationS} s ${energyJ?.low} ${energyJ?.value} ${energyJ?.high} J`;

Deno.test("openCellAccount() gives every moment to a cell or to the time between them, and none to two", () => {
  const session = account();
  session.run(1, "a = 1", at(1, 2), at(4, 32));
  session.run(2, "b = 2", at(10, 38), at(12, 58));
  const state = session.state(at(20, 60));
  deepStrictEqual(rows(state), ["[1] a = 1 ok 3 s 30 J", "[2] b = 2 ok 2 s 20 J"]);
  // 2 J before the first, 6 J between, 2 J since; half and double of each.
  strictEqual(sum(state.idle), "3 15 s 5 10 20 J");
  strictEqual(sum(state.total), "2 20 s 30 60 120 J");
});

Deno.test("openCellAccount() counts re-runs, failures and cells of which nothing ran", () => {
  const session = account();
  session.run(1, "train()", at(0, 0), at(1, 10));
  session.run(2, " train()\n", at(1, 10), at(2, 20), "failed");
  session.run(3, "const = 5", at(2, 20), at(3, 21), "unparsed");
  session.run(4, "train()", at(3, 21), at(4, 31), "stopped");
  const state = session.state(at(4, 31));
  deepStrictEqual(rows(state), [
    "[1] train() ok 1 s 10 J",
    "[2] train() failed again 1 s 10 J",
    "[3] const = 5 unparsed 1 s 1 J",
    "[4] train() stopped again 1 s 10 J",
  ]);
  deepStrictEqual([state.reRuns, state.failures], [2, 2]);
});

Deno.test("openCellAccount() shows the cell that runs, also before the kernel has announced it", () => {
  const session = account();
  session.run(1, "a", at(0, 0), at(1, 10));
  session.marked({ cell: 2, kind: "begin", mark: at(3, 12) });
  deepStrictEqual(rows(session.state(at(5, 40))), [
    "[1] a ok 1 s 10 J",
    "[0] (began before wattbook was ready) running 2 s 28 J",
  ]);
  session.begun({ cell: 2, count: 2, code: "//%%track a=1\nlong()", startMs: 0 });
  deepStrictEqual(rows(session.state(at(6, 50)))[1], "[2] long() running 3 s 38 J");
  // Asking has changed nothing.
  session.marked({ cell: 2, kind: "end", mark: at(7, 60) });
  session.over({ cell: 2, endMs: 7000, outcome: "ok" });
  const state = session.state(at(7, 60));
  strictEqual(rows(state)[1], "[2] long() ok 4 s 48 J");
  strictEqual(sum(state.total), "2 7 s 30 60 120 J");
});

Deno.test("openCellAccount() takes marks and messages in any order of arrival", () => {
  const session = account();
  session.marked({ cell: 1, kind: "begin", mark: at(1, 1) });
  session.marked({ cell: 1, kind: "end", mark: at(2, 11) });
  session.marked({ cell: 2, kind: "begin", mark: at(2, 11) });
  session.over({ cell: 1, endMs: 2000, outcome: "ok" });
  session.marked({ cell: 2, kind: "end", mark: at(4, 31) });
  session.begun({ cell: 2, count: 7, code: "b", startMs: 2000 });
  session.over({ cell: 2, endMs: 4000, outcome: "failed" });
  deepStrictEqual(rows(session.state(at(4, 31))), [
    "[0] (began before wattbook was ready) ok 1 s 10 J",
    "[7] b failed 2 s 20 J",
  ]);
});

Deno.test("openCellAccount() with a begin or an end that was lost still adds up", () => {
  const session = account();
  session.marked({ cell: 1, kind: "end", mark: at(5, 50) });
  session.over({ cell: 1, endMs: 5000, outcome: "ok" });
  session.marked({ cell: 2, kind: "begin", mark: at(6, 51) });
  session.over({ cell: 2, endMs: 7000, outcome: "ok" });
  session.marked({ cell: 3, kind: "begin", mark: at(8, 71) });
  session.marked({ cell: 3, kind: "end", mark: at(9, 81) });
  session.over({ cell: 3, endMs: 9000, outcome: "ok" });
  const state = session.state(at(10, 82));
  deepStrictEqual(state.cells.map(({ durationS, energyJ }) => [durationS, energyJ?.value]), [
    [5, 50],
    [2, 20],
    [1, 10],
  ]);
  strictEqual(sum(state.idle), "2 2 s 1 2 4 J");
  strictEqual(sum(state.total), "3 10 s 41 82 164 J");
});

Deno.test("openCellAccount() counts what a front-end runs for itself as the time between cells", () => {
  const session = account();
  session.run(1, "a", at(0, 0), at(1, 10));
  session.marked({ cell: 2, kind: "begin", mark: at(2, 11) });
  session.marked({ cell: 2, kind: "end", mark: at(3, 15) });
  session.over({ cell: 2, endMs: 3000, outcome: "silent" });
  session.run(3, "b", at(4, 16), at(5, 26));
  const state = session.state(at(5, 26));
  deepStrictEqual(rows(state), ["[1] a ok 1 s 10 J", "[3] b ok 1 s 10 J"]);
  strictEqual(sum(state.idle), "5 3 s 3 6 12 J");
  strictEqual(sum(state.total), "2 5 s 13 26 52 J");
});

Deno.test("openCellAccount() works a cell out only when somebody asks, or when 256 intervals wait", () => {
  const session = account();
  for (let cell = 1; cell <= 100; cell++) session.run(cell, "x", at(cell, cell), at(cell + 0.5, cell + 0.5));
  strictEqual(session.measured(), 0);
  for (let cell = 101; cell <= 128; cell++) {
    session.run(cell, "x", at(cell, cell), at(cell + 0.5, cell + 0.5));
  }
  strictEqual(session.measured(), 256);
});

Deno.test("openCellAccount() keeps 10,000 cells in bounded memory: the newest one by one, the others as a sum", () => {
  const session = account(1000);
  const code = `// ${"x".repeat(10_000)}`;
  for (let cell = 1; cell <= 10_000; cell++) {
    session.run(cell, `${code}${cell % 3}`, at(cell, cell * 10), at(cell + 0.5, cell * 10 + 8));
  }
  const state = session.state(at(10_000.5, 100_008));
  strictEqual(state.cells.length, 1000);
  strictEqual(state.cells[0]?.count, 9001);
  strictEqual(state.earlier.count, 9000);
  strictEqual(state.earlier.energyJ?.value, 9000 * 8);
  strictEqual(state.earlier.energyJ?.how, "sum of its parts");
  strictEqual(state.total.count, 10_000);
  // The first cell began at 10 J.
  strictEqual(state.idle.energyJ?.value, 10 + 9999 * 2);
  strictEqual(state.total.energyJ?.value, 100_008);
  strictEqual(state.reRuns, 9997);
  ok(JSON.stringify(state).length < 1_000_000, "what is kept does not hold the sources");
});
