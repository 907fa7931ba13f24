import type { Host } from "../../host.ts";
import type { RunStatus } from "../../record/run_record.ts";
import type { LoggedModel } from "../logged_model.ts";
import { quoted } from "../quoted.ts";
import type { FileContent } from "./file_content.ts";
import { CUT } from "./limits.ts";
import { ANSWERS, type RunAnswer, tagsOf } from "./rest_answers.ts";
import { sendArtifact } from "./rest_artifacts.ts";
import { connectRest, type RestConnection, type RestStoreOptions } from "./rest_connection.ts";
import { restCounts } from "./rest_counts.ts";
import { restCreate, restSearch } from "./rest_create.ts";
import { restExperiment } from "./rest_experiment.ts";
import { limitRows, type NamesOfRun, namesOfRun } from "./rest_limits.ts";
import { sendDatasets } from "./rest_datasets.ts";
import { sendModel, sendModelRows } from "./rest_models.ts";
import { sendVersion } from "./rest_registry.ts";
import { sendRows } from "./rest_rows.ts";
import type {
  ModelRows,
  ModelVersion,
  NamedContent,
  NewRun,
  RunDataset,
  RunRows,
  RunStore,
  StoredCounts,
  StoredRun,
} from "./store.ts";
import { RequestError } from "./request_error.ts";
import type { ServerTarget } from "./uri.ts";

/**
 * Opens an MLflow server; nothing is sent yet. It speaks what every MLflow since 2.0 understands.
 *
 * @param target Where it is.
 * @param host Network, clock and environment.
 * @param options How it is called.
 * @throws {SinkError} When the environment asks for an authentication that only Python has, or holds none.
 */
export function openRestStore(target: ServerTarget, host: Host, options: RestStoreOptions = {}): RunStore {
  return new RestStore(connectRest(target, host, options), host);
}

class RestStore implements RunStore {
  readonly uri: string;
  readonly #connection: RestConnection;
  readonly #host: Host;
  readonly #experiments = new Map<string, string>();
  readonly #artifactRoots = new Map<string, string>();
  readonly #names = new Map<string, NamesOfRun>();

  constructor(connection: RestConnection, host: Host) {
    this.#connection = connection;
    this.#host = host;
    this.uri = connection.server.url;
  }

  async experiment(name: string): Promise<string> {
    const { caller, server } = this.#connection;
    const id = this.#experiments.get(name) ??
      await restExperiment(caller, await server.experimentName(name, caller));
    this.#experiments.set(name, id);
    return id;
  }

  async findRun(experimentId: string, runKey: string): Promise<string | undefined> {
    const found = await restSearch(this.#connection.caller, experimentId, runKey);
    return found && this.#remember(found);
  }

  async createRun(run: NewRun): Promise<string> {
    const { caller, server } = this.#connection;
    return this.#remember(await restCreate(caller, run, server.limits, this.#host));
  }

  async run(runId: string): Promise<StoredRun | undefined> {
    try {
      const run = await this.#get(runId);
      return { experimentId: run.info.experiment_id ?? "", tags: tagsOf(run) };
    } catch (error) {
      if (error instanceof RequestError && error.status === 404 && error.code !== undefined) return undefined;
      throw error;
    }
  }

  async log(runId: string, rows: RunRows): Promise<void> {
    const { caller, server: { limits } } = this.#connection;
    if (limits.metricNames === undefined) return await sendRows(caller, runId, rows, limits);
    const names = this.#names.get(runId) ?? await namesOfRun(caller, runId);
    this.#names.set(runId, names);
    const { rows: limited, refusal } = limitRows(rows, limits, names);
    await sendRows(caller, runId, limited, limits);
    if (refusal) throw refusal;
  }

  logDatasets(runId: string, datasets: readonly RunDataset[]): Promise<void> {
    return sendDatasets(this.#connection.caller, runId, datasets);
  }

  async putArtifact(runId: string, path: string, content: FileContent): Promise<void> {
    const { caller, server: { files } } = this.#connection;
    const root = files === "server" ? await this.#artifactRoot(runId) : "";
    await sendArtifact(caller, { runId, root, path, content, files });
  }

  async putModel(runId: string, model: LoggedModel, files: readonly NamedContent[]): Promise<string> {
    const { caller, server } = this.#connection;
    const { experiment_id: experimentId = "", artifact_uri: root } = (await this.#get(runId)).info;
    return await sendModel(
      caller,
      { runId, experimentId, root: root ?? "", files: server.files, model },
      files,
    );
  }

  async logToModel(runId: string, address: string, rows: ModelRows): Promise<void> {
    await sendModelRows(
      this.#connection.caller,
      { runId, address, limits: this.#connection.server.limits },
      rows,
    );
  }

  registerModel(runId: string, address: string, version: ModelVersion): Promise<string> {
    return sendVersion(this.#connection.caller, { runId, address }, version);
  }

  async endRun(runId: string, status: RunStatus, endMs: number): Promise<void> {
    const body = { run_id: runId, status, end_time: Math.max(0, Math.round(endMs)) };
    await this.#connection.caller.ask(
      { what: "end a run", method: "POST", path: "/api/2.0/mlflow/runs/update", body },
      ANSWERS.nothing,
    );
  }

  counts(runId: string): Promise<StoredCounts> {
    return restCounts(this.#connection.caller, runId);
  }

  link(experimentId: string, runId: string): string {
    return this.#connection.server.link(experimentId, runId);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connection[Symbol.asyncDispose]();
  }

  async #artifactRoot(runId: string): Promise<string> {
    if (!this.#artifactRoots.has(runId)) await this.#get(runId);
    return this.#artifactRoots.get(runId) ?? "";
  }

  async #get(runId: string): Promise<RunAnswer> {
    const call = { what: `find run ${quoted(runId.slice(0, CUT.key))}`, method: "GET" } as const;
    const path = "/api/2.0/mlflow/runs/get";
    const { run } = await this.#connection.caller.ask(
      { ...call, path, query: { run_id: runId } },
      ANSWERS.run,
    );
    this.#remember(run);
    return run;
  }

  #remember({ info }: RunAnswer): string {
    this.#artifactRoots.set(info.run_id, info.artifact_uri ?? "");
    return info.run_id;
  }
}
