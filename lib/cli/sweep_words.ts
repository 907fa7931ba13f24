import { type Parameters, parseGrid, parseParameter } from "../runner/parameters.ts";
import { combinations } from "../runner/parameters.ts";
import { parseBudget, type SweepBudget } from "../runner/sweep_budget.ts";
import type { ResultPlaces } from "../runner/result_places.ts";
import { CliError } from "./command.ts";

/** The words of `wattbook notebook` that make a sweep of it. */
export const SWEEP_OPTIONS = {
  server: { type: "string", multiple: true },
  token: { type: "string" },
  header: { type: "string", multiple: true },
  kernel: { type: "string" },
  grid: { type: "string", multiple: true },
  jobs: { type: "string" },
  resume: { type: "boolean" },
  again: { type: "boolean" },
  budget: { type: "string" },
  experiment: { type: "string" },
  when: { type: "string" },
  before: { type: "string" },
  expect: { type: "string" },
  where: { type: "string" },
  place: { type: "string", multiple: true },
  "metrics-file": { type: "string" },
  "metrics-port": { type: "string" },
} as const;

/** Those words as they were given. */
export interface SweepWords {
  /** Addresses. */
  readonly server?: readonly string[] | undefined;
  /** Token for all of them. */
  readonly token?: string | undefined;
  /** Headers for all of them. */
  readonly header?: readonly string[] | undefined;
  /** Kernelspec. */
  readonly kernel?: string | undefined;
  /** Parameters with one value. */
  readonly param?: readonly string[] | undefined;
  /** Parameters with several. */
  readonly grid?: readonly string[] | undefined;
  /** At the same time, per server. */
  readonly jobs?: string | undefined;
  /** Goes on. */
  readonly resume?: boolean | undefined;
  /** Runs again what may have run in part. */
  readonly again?: boolean | undefined;
  /** Limit. */
  readonly budget?: string | undefined;
  /** Experiment in MLflow. */
  readonly experiment?: string | undefined;
  /** When it begins. */
  readonly when?: string | undefined;
  /** By when it has ended. */
  readonly before?: string | undefined;
  /** How long it takes. */
  readonly expect?: string | undefined;
  /** Which servers come first. */
  readonly where?: string | undefined;
  /** Where the servers are. */
  readonly place?: readonly string[] | undefined;
  /** Series for the textfile collector. */
  readonly "metrics-file"?: string | undefined;
  /** Series for a Prometheus that asks. */
  readonly "metrics-port"?: string | undefined;
}

/** Whether the words ask for more than notebooks one after the other on this machine. */
export function isSweep(words: SweepWords): boolean {
  const names = Object.keys(SWEEP_OPTIONS) as (keyof typeof SWEEP_OPTIONS)[];
  return names.some((name) => words[name] !== undefined);
}

/** Whether a sweep begins with a kernel of this machine, as far as its words say. */
export function startsHereAtOnce({ server, when, where, resume }: SweepWords): boolean {
  return [server, when, where, resume].every((word) => word === undefined);
}

/** Variables of a sweep's kernels on this machine. */
export function sweepKernelEnv({ journal }: ResultPlaces): Readonly<Record<string, string>> {
  return { WATTBOOK_JOURNAL: journal };
}

/** The parameters that are the same for all. */
export function fixedParameters({ param = [] }: SweepWords): Parameters {
  return Object.fromEntries(param.map((text) => orCliError(() => parseParameter(text))));
}

/** Every set of parameters. */
export function parameterSets(words: SweepWords): Parameters[] {
  const fixed = fixedParameters(words);
  const grid = (words.grid ?? []).map((text) => orCliError(() => parseGrid(text)));
  const names = [...Object.keys(fixed), ...grid.map(([name]) => name)];
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new CliError(`parameter "${twice}" is given twice, should be once`);
  return combinations(Object.fromEntries(grid)).map((set) => ({ ...fixed, ...set }));
}

/** How many notebooks run at the same time on one server. */
export function jobsPerServer({ jobs }: SweepWords): number {
  if (jobs === undefined) return 1;
  if (/^[1-9]\d{0,3}$/.test(jobs)) return Number(jobs);
  throw new CliError(`--jobs is "${jobs}", should be a whole number from 1 to 9999`);
}

/** The limit of the whole. */
export function budgetOf({ budget }: SweepWords): SweepBudget | undefined {
  return budget === undefined ? undefined : orCliError(() => parseBudget(budget));
}

/** Words that are off are an error of the caller. */
export function orCliError<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    throw error instanceof Error ? new CliError(error.message) : error;
  }
}
