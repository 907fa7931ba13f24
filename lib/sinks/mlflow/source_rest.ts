import type { Host } from "../../host.ts";
import type { MetricPoint } from "../../record/run_record.ts";
import { type FileContent, wholeContent } from "./file_content.ts";
import { ANSWERS, type RunAnswer, tagsOf } from "./rest_answers.ts";
import { proxiedRoot, proxyPath } from "./rest_artifacts.ts";
import { connectRest, type RestStoreOptions } from "./rest_connection.ts";
import type { RestCaller } from "./rest_call.ts";
import { type ListedFile, restFiles } from "./rest_files.ts";
import { type HistoryPoint, restHistory } from "./rest_history.ts";
import { oldestFirst, type RunSource, type SourceContent, type SourceRun } from "./source.ts";
import type { ServerTarget } from "./uri.ts";

const API = "/api/2.0/mlflow";

/** A page: the most that every server gives. */
const PAGE = 1000;

/** A smaller file is fetched at once. */
const SMALL_BYTES = 1024 * 1024;

/**
 * Opens a server to read its runs; nothing is sent yet.
 *
 * @throws {SinkError} When the environment asks for an authentication that only Python has, or holds none.
 */
export function openRestSource(target: ServerTarget, host: Host, options: RestStoreOptions = {}): RunSource {
  const connection = connectRest(target, host, options);
  const { caller, server } = connection;
  return {
    uri: server.url,
    async runs() {
      const runs: SourceRun[] = [];
      for (const { experiment_id, name } of await experiments(caller)) {
        for await (const run of runsOf(caller, experiment_id)) runs.push(sourceRun(caller, run, name));
      }
      return oldestFirst(runs);
    },
    [Symbol.asyncDispose]: () => connection[Symbol.asyncDispose](),
  };
}

async function experiments(caller: RestCaller): Promise<{ experiment_id: string; name: string }[]> {
  const found: { experiment_id: string; name: string }[] = [];
  let token = "";
  do {
    const body = { max_results: PAGE, view_type: "ACTIVE_ONLY", ...(token ? { page_token: token } : {}) };
    const call = { what: "list experiments", method: "POST", path: `${API}/experiments/search` } as const;
    const page = await caller.ask({ ...call, body }, ANSWERS.experiments);
    found.push(...page.experiments);
    token = page.next_page_token ?? "";
  } while (token);
  return found;
}

async function* runsOf(caller: RestCaller, experimentId: string): AsyncGenerator<RunAnswer> {
  let token = "";
  do {
    const body = {
      experiment_ids: [experimentId],
      run_view_type: "ACTIVE_ONLY",
      max_results: PAGE,
      ...(token ? { page_token: token } : {}),
    };
    const call = { what: "list runs", method: "POST", path: `${API}/runs/search` } as const;
    const page = await caller.ask({ ...call, body }, ANSWERS.runs);
    yield* page.runs;
    token = page.next_page_token ?? "";
  } while (token);
}

function sourceRun(caller: RestCaller, run: RunAnswer, experimentName: string): SourceRun {
  const { info } = run;
  const tags = tagsOf(run);
  const end = info.end_time;
  return {
    id: info.run_id,
    experimentName,
    runName: info.run_name ?? tags["mlflow.runName"] ?? info.run_id,
    startMs: Number(info.start_time ?? 0),
    endMs: end === undefined || end === null ? undefined : Number(end),
    status: info.status ?? "RUNNING",
    parentId: tags["mlflow.parentRunId"],
    // deno-lint-ignore require-await -- other sources have to wait
    load: async () => content(caller, run, tags),
  };
}

function content(caller: RestCaller, run: RunAnswer, tags: Readonly<Record<string, string>>): SourceContent {
  const { info, data } = run;
  const latest = data.metrics.map(({ key, step, timestamp }) => `${key}@${step}/${timestamp}`);
  return {
    params: Object.fromEntries(data.params.map(({ key, value }) => [key, value])),
    tags,
    datasets: (run.inputs?.dataset_inputs ?? []).map(({ tags, dataset }) => ({
      name: dataset.name,
      digest: dataset.digest,
      sourceType: dataset.source_type,
      source: dataset.source,
      schema: dataset.schema ?? undefined,
      profile: dataset.profile ?? undefined,
      tags: Object.fromEntries(tags.map(({ key, value }) => [key, value])),
    })),
    state: [info.status, info.end_time, data.params.length, data.tags.length, fingerprint(latest.join(" "))]
      .join(" "),
    filesProblem: undefined,
    latest: () => new Map(data.metrics.map(({ key, value }) => [key, numberOf(value)])),
    async *points() {
      for (const { key } of data.metrics) {
        for await (const page of restHistory(caller, info.run_id, key)) {
          yield page.map((point) => metricPoint(key, point));
        }
      }
    },
    async *files() {
      for await (const file of restFiles(caller, info.run_id)) {
        yield { path: file.path, content: await download(caller, run, file) };
      }
    },
  };
}

/** NaN comes as a text, from older servers as nothing. */
function numberOf(value: HistoryPoint["value"]): number {
  return value === undefined || value === null ? NaN : Number(value);
}

function metricPoint(key: string, { value, timestamp, step = 0 }: HistoryPoint): MetricPoint {
  return {
    key,
    value: numberOf(value),
    timestamp: Number(timestamp),
    step: Number(step),
  };
}

/** Through the artifact proxy where the run's files are there, else by the route of MLflow's own pages. */
async function download(
  caller: RestCaller,
  { info }: RunAnswer,
  { path, bytes }: ListedFile,
): Promise<FileContent> {
  const root = proxiedRoot(info.artifact_uri ?? "");
  const what = `fetch artifact "${path.slice(0, 80)}"`;
  const call = root === undefined
    ? { what, method: "GET", path: "/get-artifact", query: { path, run_uuid: info.run_id } } as const
    : { what, method: "GET", path: proxyPath(root, path) } as const;
  const file = { bytes, open: () => caller.download(call) };
  return bytes !== undefined && bytes <= SMALL_BYTES ? await wholeContent(file) : file;
}

/** FNV-1a of 32 bits. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(16);
}
