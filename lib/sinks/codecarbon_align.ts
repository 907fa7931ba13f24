import { CODECARBON_COLUMNS, type CodecarbonColumn } from "./codecarbon_columns.ts";

/** Columns that CodeCarbon 3.3.0 left out when it knew nothing for them, likeliest first. */
const LEFT_OUT: readonly string[] = [
  "longitude",
  "latitude",
  "region",
  "country_name",
  "country_iso_code",
  "cpu_model",
  "gpu_model",
  "cloud_region",
];

/** What a cell of a column looks like, where that tells columns apart. */
const LOOKS: Readonly<Record<string, RegExp>> = {
  timestamp: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/,
  country_name: /^(?![A-Z]{3}$)./,
  country_iso_code: /^[A-Z]{3}$/,
  cloud_provider: /^[a-z]*$/,
  os: /./,
  python_version: /^\d+\.\d/,
  codecarbon_version: /^\d+\.\d/,
  tracking_mode: /^(machine|process)$/,
  on_cloud: /^[YN]$/,
};

/** A number as Python writes it. */
const NUMBER = /^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * Puts the cells of a shifted row under their names: which columns are missing is told by what the others look
 * like, and of several ways the likeliest is taken.
 *
 * @param heading Names of all columns.
 * @param cells Fewer cells than names.
 * @returns All cells, empty where one was missing; `undefined` when no way fits.
 */
export function alignRow(heading: readonly string[], cells: readonly string[]): string[] | undefined {
  const missing = heading.length - cells.length;
  const candidates = LEFT_OUT.filter((name) => heading.includes(name));
  if (missing <= 0) return undefined;
  for (const left of subsets(candidates, missing)) {
    let at = 0;
    const row = heading.map((name) => left.includes(name) ? "" : cells[at++] ?? "");
    if (fits(heading, row, left)) return row;
  }
  return undefined;
}

function fits(heading: readonly string[], row: readonly string[], left: readonly string[]): boolean {
  const value = (name: string) => row[heading.indexOf(name)] ?? "";
  const onCloud = value("on_cloud") === "Y";
  if (heading.includes("on_cloud") && onCloud !== (value("cloud_provider") !== "")) return false;
  return heading.every((name, at) => {
    if (left.includes(name) || !Object.hasOwn(CODECARBON_COLUMNS, name)) return true;
    const looks = CODECARBON_COLUMNS[name as CodecarbonColumn] === "number" ? NUMBER : LOOKS[name];
    return looks?.test(row[at] ?? "") ?? true;
  });
}

/** All ways to choose `count` of `names`, those of the first names first. */
function* subsets(names: readonly string[], count: number): Generator<readonly string[]> {
  const [first, ...rest] = names;
  if (count === 0) yield [];
  if (count === 0 || first === undefined) return;
  for (const subset of subsets(rest, count - 1)) yield [first, ...subset];
  yield* subsets(rest, count);
}
