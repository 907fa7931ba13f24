/**
 * `deno task bench`: what measuring costs, as a table, and as JSON with `--json FILE`. Nothing is asserted here:
 * a busy machine is no reason to fail, but a row that is over its bound says so.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { VERSION } from "../../lib/record/build.ts";
import { readProcessor } from "../../lib/sources/processor.ts";
import { realHost } from "../../lib/host.ts";
import type { BenchRow } from "./bench_row.ts";
import { bracketBench } from "./bracket_bench.ts";
import { importBench } from "./import_bench.ts";
import { mlflowBench } from "./mlflow_bench.ts";
import { kernelBench } from "./kernel_bench.ts";
import { longRunBench } from "./long_run_bench.ts";
import { samplerBench } from "./sampler_bench.ts";
import { trackBench } from "./track_bench.ts";

const GROUPS = {
  track: trackBench,
  import: importBench,
  bracket: bracketBench,
  sampler: samplerBench,
  day: longRunBench,
  mlflow: mlflowBench,
  kernel: kernelBench,
};
/** Only when it is named: it needs Python, MLflow and a minute. */
const BY_NAME = ["mlflow"];

const { values, positionals } = parseArgs({ options: { json: { type: "string" } }, allowPositionals: true });
const wanted = positionals.length > 0
  ? positionals
  : Object.keys(GROUPS).filter((group) => !BY_NAME.includes(group));

const rows: (BenchRow & { readonly group: string })[] = [];
for (const [group, bench] of Object.entries(GROUPS)) {
  if (!wanted.includes(group)) continue;
  console.error(`${group} …`);
  rows.push(...(await bench()).map((row) => ({ group, ...row })));
}

const host = realHost();
const about = {
  date: new Date().toISOString().slice(0, 10),
  wattbook: VERSION,
  deno: Deno.version.deno,
  os: `${host.os} ${Deno.osRelease()}`,
  arch: host.arch,
  processor: readProcessor(host)?.name ?? "unknown",
  logicalCpus: host.logicalCpus,
  load: Deno.loadavg().map((value) => Number(value.toFixed(2))),
};

console.log(Object.entries(about).map(([key, value]) => `${key}: ${value}`).join(" · "));
console.log(`\n| what | median | min | bound | | runs |\n|---|---|---|---|---|---|`);
for (const { name, median, min, unit, bound, runs, against } of rows) {
  const verdict = bound === undefined ? "" : median <= bound ? "ok" : "over";
  const what = against === undefined ? name : `${name} (${against})`;
  console.log(
    `| ${what} | ${digits(median)} ${unit} | ${digits(min)} | ${bound ?? ""} | ${verdict} | ${runs} |`,
  );
}
if (values.json !== undefined) {
  Deno.writeTextFileSync(values.json, JSON.stringify({ about, rows }, null, 2) + "\n");
}

function digits(value: number): string {
  return Number(value.toPrecision(3)).toString();
}
