import type { MetricPoint } from "../../record/run_record.ts";
import { isFolder } from "../is_folder.ts";
import { readFlatYaml } from "./flat_yaml.ts";
import { pathOfUri } from "./local_path.ts";
import type { RunDataset } from "./store.ts";

/** A folder of a FileStore with what its `meta.yaml` says. */
export interface FileTreeEntry {
  /** The folder. */
  readonly folder: string;
  /** What its `meta.yaml` says. */
  readonly meta: ReadonlyMap<string, string>;
}

/** MLflow's numbers of a status. */
export const STATUS_NUMBERS = ["", "RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"] as const;

/** Experiments of a FileStore, or the runs of an experiment: what a folder without `meta.yaml` is, is not ours. */
export function treeEntries(folder: string): FileTreeEntry[] {
  return foldersIn(folder).flatMap((name) => {
    const meta = readMeta(`${folder}/${name}`);
    return meta === undefined ? [] : [{ folder: `${folder}/${name}`, meta }];
  });
}

/** Whether a folder is the root of a FileStore: an experiment lies in it. */
export function isFileTree(folder: string): boolean {
  return foldersIn(folder).some((name) => /^\d+$/.test(name) && readMeta(`${folder}/${name}`) !== undefined);
}

/** The `meta.yaml` of a folder; `undefined` when it has none. */
export function readMeta(folder: string): ReadonlyMap<string, string> | undefined {
  const text = readIfThere(`${folder}/meta.yaml`);
  return text === undefined ? undefined : readFlatYaml(text);
}

/** Files below a folder by their path, as names of metrics, parameters and tags are kept ("/" makes folders). */
export function* filesBelow(
  folder: string,
  prefix = "",
): Generator<{ readonly key: string; readonly path: string }> {
  let entries: Deno.DirEntry[];
  try {
    entries = [...Deno.readDirSync(folder)];
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw error;
  }
  for (const entry of entries.sort((a, b) => a.name < b.name ? -1 : 1)) {
    const path = `${folder}/${entry.name}`, key = `${prefix}${entry.name}`;
    if (entry.isDirectory) yield* filesBelow(path, `${key}/`);
    else if (entry.isFile) yield { key, path };
  }
}

/** Parameters or tags of a run. */
export function readTexts(folder: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Array.from(filesBelow(folder), ({ key, path }) => [key, Deno.readTextFileSync(path)]),
  );
}

/**
 * Points of a metric, each once: `timestamp value step`, older files without a step, newer ones with a dataset
 * behind it. A line that was torn is left out.
 */
export function readPoints(key: string, path: string): MetricPoint[] {
  const points = new Map<string, MetricPoint>();
  const lines = Deno.readTextFileSync(path).split("\n").map((line) => line.trim().split(/\s+/));
  // A last line without its end, and shorter than the one before it.
  if ((lines.at(-1)?.length ?? 0) < (lines.at(-2)?.length ?? 0)) lines.pop();
  for (const [time, value, step = "0"] of lines) {
    if (time === undefined || value === undefined || !/^-?\d+$/.test(time) || !/^-?\d+$/.test(step)) continue;
    const number = pythonFloat(value);
    if (number === undefined) continue;
    const point = { key, value: number, timestamp: Number(time), step: Number(step) };
    points.set(`${point.timestamp} ${point.step} ${number}`, point);
  }
  return [...points.values()];
}

/** Datasets of a run, from its `inputs` and the `datasets` of its experiment. */
export function readDatasets(runFolder: string): RunDataset[] {
  const experiment = runFolder.slice(0, runFolder.lastIndexOf("/"));
  return treeEntries(`${runFolder}/inputs`).flatMap(({ meta: input }) => {
    const dataset = readMeta(`${experiment}/datasets/${input.get("source_id") ?? ""}`);
    if (input.get("source_type") !== "DATASET" || dataset === undefined) return [];
    const tags = [...input].filter(([key]) => key.startsWith("tags/"));
    return [{
      name: dataset.get("name") ?? "",
      digest: dataset.get("digest") ?? "",
      sourceType: dataset.get("source_type") ?? "",
      source: dataset.get("source") ?? "",
      schema: dataset.get("schema"),
      profile: dataset.get("profile"),
      tags: Object.fromEntries(tags.map(([key, value]) => [key.slice("tags/".length), value])),
    }];
  });
}

/** Where a run's files are: where it says, or beside it when the tree was moved. */
export function artifactFolder({ folder, meta }: FileTreeEntry): string {
  const said = pathOfUri(meta.get("artifact_uri") ?? "");
  return said !== undefined && isFolder(said) ? said : `${folder}/artifacts`;
}

function foldersIn(folder: string): string[] {
  try {
    return Array.from(Deno.readDirSync(folder)).filter(({ isDirectory, name }) =>
      isDirectory && !name.startsWith(".")
    )
      .map(({ name }) => name).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return [];
    throw error;
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return undefined;
    throw error;
  }
}

function pythonFloat(text: string): number | undefined {
  if (/^[+-]?nan$/i.test(text)) return NaN;
  if (/^[+-]?inf(inity)?$/i.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  const number = Number(text);
  return Number.isNaN(number) ? undefined : number;
}
