import assert from "node:assert/strict";
import { openProgress } from "../../lib/cli/cell_progress.ts";
import type { CellRun } from "../../lib/runner/cell_run.ts";

const PLACE = { number: 3, total: 12, id: "train-forest", line: "using forest = await track()" };
const run = (fields: Partial<CellRun>): CellRun => ({
  ...PLACE,
  status: "ok",
  durationS: 2.1,
  outputs: [],
  executionCount: 3,
  ...fields,
});

function shown(columns: number | undefined, colours: boolean, ...cells: readonly CellRun[]): string {
  let text = "";
  using progress = openProgress({ write: (part) => text += part, columns, colours });
  for (const cell of cells) {
    progress.show({ kind: "begin", cell });
    progress.show({ kind: "end", cell });
  }
  return text;
}

Deno.test("openProgress() writes one plain line per cell where there is no terminal", () => {
  assert.equal(
    shown(undefined, false, run({}), run({ number: 4, status: "failed", durationS: 0.012 })),
    "[3/12] train-forest  using forest = await track()  2.1 s\n" +
      "[4/12] train-forest  using forest = await track()  12 ms  failed\n",
  );
});

Deno.test("openProgress() cuts long lines and takes the sting out of control characters", () => {
  const text = shown(undefined, false, run({ line: `\x1b[31m\u202e${"x".repeat(200)}` }));
  assert.equal(text, `[3/12] train-forest   [31m ${"x".repeat(49)}…  2.1 s\n`);
});

Deno.test("openProgress() moves one line on a terminal and never exceeds its width", () => {
  const text = shown(60, false, run({}));
  assert.equal(
    text,
    "\r\x1b[K\r\x1b[K███░░░░░░░░░░░░░ 3/12  train-forest  using forest = a…  0 s" +
      "\r\x1b[K✓ [3/12] train-forest  using forest = await track()  2.1 s\n",
  );
  for (const line of text.split("\r\x1b[K")) assert.ok([...line.trimEnd()].length < 60, line);
});

Deno.test("openProgress() colours bar and mark when asked to", () => {
  const text = shown(60, true, run({ status: "failed" }));
  assert.ok(text.includes(`\x1b[36m███${"░".repeat(13)}\x1b[0m 3/12`));
  assert.ok(text.includes("\x1b[31m✗\x1b[0m [3/12]"));
});
