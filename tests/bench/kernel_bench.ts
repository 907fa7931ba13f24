import { type Kernel, startKernel } from "../../lib/jupyter/client.ts";
import { executeRequest } from "../../lib/jupyter/execute_request.ts";
import { type BenchRow, summary } from "./bench_row.ts";

const COMMANDS = {
  stock: undefined,
  ours: [Deno.execPath(), "run", "-A", new URL("../../lib/kernel/mod.ts", import.meta.url).pathname],
} as const;
/** What our kernel may cost over the stock one. */
const START_BOUND_MS = 1000, ROUND_TRIP_BOUND_MS = 5;

/**
 * Our kernel against the stock one in the same run: from nothing to the first result, and a cell of one character.
 *
 * @param starts How often each is started.
 * @param rounds How often the cell runs in each.
 */
export async function kernelBench(starts = 5, rounds = 200): Promise<BenchRow[]> {
  const start = { stock: [] as number[], ours: [] as number[] };
  for (let round = 0; round < starts; round++) {
    for (const which of ["stock", "ours"] as const) start[which].push(await startOf(COMMANDS[which]));
  }
  const trip = { stock: [] as number[], ours: [] as number[] };
  await using stock = await startKernel({}), ours = await startKernel({ command: COMMANDS.ours });
  // The magics are loaded with the first of them.
  await ours.execute("%doctor");
  for (let round = 0; round < rounds; round++) {
    trip.stock.push(await roundTrip(stock));
    trip.ours.push(await roundTrip(ours));
  }
  return [
    { name: "stock kernel: start to first result", unit: "ms", ...summary(start.stock) },
    over("our kernel: start to first result", start, START_BOUND_MS),
    { name: "stock kernel: cell", unit: "ms", ...summary(trip.stock) },
    over("our kernel: cell", trip, ROUND_TRIP_BOUND_MS),
  ];
}

function over(name: string, { stock, ours }: Record<"stock" | "ours", number[]>, bound: number): BenchRow {
  const base = summary(stock), own = summary(ours);
  return {
    name,
    unit: "ms over stock",
    bound,
    against: `${(own.median / base.median).toFixed(1)} × ${base.median.toFixed(1)} ms`,
    median: own.median - base.median,
    min: own.min - base.min,
    runs: own.runs,
  };
}

async function startOf(command: readonly string[] | undefined): Promise<number> {
  const begin = performance.now();
  await using kernel = await startKernel({ command });
  await roundTrip(kernel);
  return performance.now() - begin;
}

/** Milliseconds from a cell's request to its reply; then everything that it showed has to arrive, untimed. */
async function roundTrip(kernel: Kernel): Promise<number> {
  const begin = performance.now();
  const { content } = await kernel.request("shell", "execute_request", executeRequest("1", false));
  const duration = performance.now() - begin;
  if (content["status"] !== "ok") throw new Error(`Cannot bench a cell: ${JSON.stringify(content)}`);
  await kernel.execute("0", { silent: true });
  return duration;
}
