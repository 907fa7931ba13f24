import { playDay } from "../meter/long_run.ts";
import { type BenchRow, summary } from "./bench_row.ts";

const MIB = 2 ** 20;

/** What a day of measuring takes, once a second with eight devices, on a simulated clock. */
export async function longRunBench(runs = 3): Promise<BenchRow[]> {
  const days = [];
  for (let run = 0; run < runs; run++) days.push(await playDay());
  const against = "24 h at 1 Hz, 8 devices";
  return [
    {
      name: "memory of a day",
      unit: "MiB",
      bound: 16,
      against,
      ...summary(days.map(({ ringBytes, grownBytes }) => (ringBytes + grownBytes.all) / MIB)),
    },
    {
      name: "a day's curve thinned for its picture",
      unit: "ms",
      bound: 50,
      against,
      ...summary(days.map(({ pictureMs }) => pictureMs)),
    },
  ];
}
