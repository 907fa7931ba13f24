import { SinkError } from "../sink_error.ts";
import {
  artifactFolder,
  filesBelow,
  type FileTreeEntry,
  isFileTree,
  readDatasets,
  readPoints,
  readTexts,
  STATUS_NUMBERS,
  treeEntries,
} from "./file_tree.ts";
import { localFiles } from "./source_files.ts";
import { oldestFirst, type RunSource, type SourceContent, type SourceRun } from "./source.ts";
import { fileUri } from "./uri.ts";

/**
 * Opens anybody's FileStore (`mlruns`) to read it, with what years of MLflow have left in such trees: repeated
 * lines, names that are folders, quoted ids, runs without a name, trees that were moved.
 *
 * @param path Its root.
 * @throws {SinkError} When it is none.
 */
export function openTreeSource(path: string): RunSource {
  if (!isFileTree(path)) {
    throw new SinkError(
      `Cannot read "${path}": there is no MLflow FileStore in it, should hold 0/meta.yaml or the like`,
    );
  }
  const root = Deno.realPathSync(path);
  return {
    uri: fileUri(root),
    // deno-lint-ignore require-await -- other sources have to wait
    async runs() {
      const experiments = treeEntries(root).filter(isActive);
      return oldestFirst(
        experiments.flatMap((experiment) =>
          treeEntries(experiment.folder).filter((entry) => isActive(entry) && isRun(entry))
            .map((entry) => sourceRun(entry, experiment.meta.get("name") ?? "Default"))
        ),
      );
    },
    async [Symbol.asyncDispose]() {},
  };
}

function isActive({ meta }: FileTreeEntry): boolean {
  return meta.get("lifecycle_stage") !== "deleted";
}

/** The datasets and models of an experiment lie beside its runs. */
function isRun({ meta }: FileTreeEntry): boolean {
  return (meta.get("run_id") ?? meta.get("run_uuid")) !== undefined;
}

function sourceRun(entry: FileTreeEntry, experimentName: string): SourceRun {
  const { folder, meta } = entry;
  const id = meta.get("run_id") ?? meta.get("run_uuid") ?? "";
  const status = meta.get("status") ?? "";
  const end = Number(meta.get("end_time") ?? NaN);
  const tags = readTexts(`${folder}/tags`);
  return {
    id,
    experimentName,
    runName: meta.get("run_name") ?? tags["mlflow.runName"] ?? id,
    startMs: Number(meta.get("start_time") ?? 0) || 0,
    endMs: Number.isFinite(end) ? end : undefined,
    status: STATUS_NUMBERS[Number(status)] ?? status,
    parentId: tags["mlflow.parentRunId"],
    // deno-lint-ignore require-await -- other sources have to wait
    load: async () => content(entry, status, tags),
  };
}

function content(
  entry: FileTreeEntry,
  status: string,
  tags: Readonly<Record<string, string>>,
): SourceContent {
  const { folder } = entry;
  const metrics = [...filesBelow(`${folder}/metrics`)];
  const artifacts = artifactFolder(entry);
  const sizes = [...metrics, ...filesBelow(artifacts)].map(({ path }) => Deno.statSync(path).size);
  const params = readTexts(`${folder}/params`);
  return {
    params,
    tags,
    datasets: readDatasets(folder),
    state: [status, Object.keys(params).length, Object.keys(tags).length, sizes.length, sum(sizes)].join(" "),
    filesProblem: undefined,
    async *points() {
      for (const { key, path } of metrics) yield readPoints(key, path);
    },
    files: () => localFiles(artifacts),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
