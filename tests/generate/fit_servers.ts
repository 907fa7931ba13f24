import type { ServerResult } from "./power_data.ts";

/** Power of an architecture's servers, per hardware thread, at its usual number of threads per chip. */
export interface FittedServer {
  /** Median number of threads per chip. */
  readonly threads: number;
  /** Full load, in watts. */
  readonly fullW: number;
  /** Active idle, in watts. */
  readonly idleW: number;
  /** Results behind it. */
  readonly results: number;
}

/** How power per thread falls with the number of threads on a chip, and how far results scatter around that. */
export interface PowerLaw {
  /** Watts per thread go with (threads per chip) to this power. */
  readonly exponent: number;
  /** A twentieth of the results lies above the line by more than this factor. */
  readonly spread: number;
  /** The same where the number of threads per chip is not known. */
  readonly spreadUnknown: number;
}

/** The fit of all architectures. */
export interface FittedServers {
  /** Full load. */
  readonly full: PowerLaw;
  /** Active idle. */
  readonly idle: PowerLaw;
  /** By architecture. */
  readonly architectures: Readonly<Record<string, FittedServer>>;
}

/** Fits one line per architecture, all of one slope, to the logarithm of watts per thread over threads per chip. */
export function fitServers(results: readonly ServerResult[]): FittedServers {
  const groups = Map.groupBy(results, ({ architecture }) => architecture);
  const usual = new Map(
    [...groups].map(([name, rows]) => [name, median(rows.map((row) => row.threadsPerChip))]),
  );
  const full = fitLaw(groups, usual, "fullW"), idle = fitLaw(groups, usual, "idleW");
  const architectures = Object.fromEntries(
    [...groups].sort(([a], [b]) => a < b ? -1 : 1).map(([name, rows]) => [name, {
      threads: usual.get(name) ?? NaN,
      fullW: full.levels.get(name) ?? NaN,
      idleW: idle.levels.get(name) ?? NaN,
      results: rows.length,
    }]),
  );
  return { full: full.law, idle: idle.law, architectures };
}

function fitLaw(
  groups: ReadonlyMap<string, readonly ServerResult[]>,
  usual: ReadonlyMap<string, number>,
  field: "fullW" | "idleW",
): { law: PowerLaw; levels: Map<string, number> } {
  const points = [...groups].flatMap(([name, rows]) =>
    rows.map((row) => ({
      name,
      x: Math.log(row.threadsPerChip / (usual.get(name) ?? 1)),
      y: Math.log(row[field]),
    }))
  );
  const means = new Map([...groups.keys()].map((name) => {
    const own = points.filter((point) => point.name === name);
    return [name, { x: mean(own.map(({ x }) => x)), y: mean(own.map(({ y }) => y)) }];
  }));
  let xy = 0, xx = 0;
  for (const { name, x, y } of points) {
    const { x: x0, y: y0 } = means.get(name) ?? { x: 0, y: 0 };
    xy += (x - x0) * (y - y0);
    xx += (x - x0) ** 2;
  }
  const exponent = xy / xx;
  const at = (slope: number) =>
    new Map([...groups.keys()].map((name) => [
      name,
      Math.exp(median(points.filter((point) => point.name === name).map(({ x, y }) => y - slope * x))),
    ]));
  const levels = at(exponent), flat = at(0);
  const spread = (slope: number, from: ReadonlyMap<string, number>) =>
    Math.exp(quantile(points.map(({ name, x, y }) => y - slope * x - Math.log(from.get(name) ?? 1)), 0.95));
  return { law: { exponent, spread: spread(exponent, levels), spreadUnknown: spread(0, flat) }, levels };
}

/** Mean of numbers. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Middle of numbers. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The number below which `part` of all numbers lie, between two of them in proportion. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = part * (sorted.length - 1), below = Math.floor(at);
  const low = sorted[below] ?? NaN, high = sorted[below + 1] ?? low;
  return low + (high - low) * (at - below);
}
