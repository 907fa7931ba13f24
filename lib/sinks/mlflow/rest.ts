import type { Host } from "../../host.ts";
import type { RunStatus } from "../../record/run_record.ts";
import { quoted } from "../quoted.ts";
import { CUT, LIMITS } from "./limits.ts";
import { PATIENCE, type Patience } from "./patience.ts";
import { ANSWERS, type RunAnswer } from "./rest_answers.ts";
import { sendArtifact } from "./rest_artifacts.ts";
import { restAuth } from "./rest_auth.ts";
import { RestCaller } from "./rest_call.ts";
import { restCounts } from "./rest_counts.ts";
import { restExperiment } from "./rest_experiment.ts";
import { sendRows } from "./rest_rows.ts";
import { storedText, storedTexts } from "./stored_rows.ts";
import type { NewRun, RunRows, RunStore, StoredCounts } from "./store.ts";
import type { Target } from "./uri.ts";

/** How a server is called. */
export interface RestStoreOptions {
  /** How long to try. */
  readonly patience?: Patience;
  /** Ends waits and requests. */
  readonly signal?: AbortSignal;
}

const API = "/api/2.0/mlflow";

/** Under this tag a server has our own run id, so that a run whose creation was not answered is found again. */
const RUN_KEY = "wattbook.run_id";

/**
 * Opens an MLflow server; nothing is sent yet. It speaks what every MLflow since 2.0 understands.
 *
 * @param target Where it is.
 * @param host Network, clock and environment.
 * @param options How it is called.
 * @throws {SinkError} When the environment asks for an authentication that only Python has.
 */
export function openRestStore(
  target: Target & { readonly kind: "rest" },
  host: Host,
  options: RestStoreOptions = {},
): RunStore {
  return new RestStore(target, host, options);
}

class RestStore implements RunStore {
  readonly uri: string;
  readonly #caller: RestCaller;
  readonly #closed = new AbortController();
  readonly #experiments = new Map<string, string>();
  readonly #artifactRoots = new Map<string, string>();

  constructor(target: Target & { readonly kind: "rest" }, host: Host, options: RestStoreOptions) {
    const { patience = PATIENCE, signal } = options;
    this.uri = target.url;
    this.#caller = new RestCaller({
      url: target.url,
      auth: restAuth(target, host),
      host,
      patience,
      signal: signal ? AbortSignal.any([signal, this.#closed.signal]) : this.#closed.signal,
    });
  }

  async experiment(name: string): Promise<string> {
    const id = this.#experiments.get(name) ?? await restExperiment(this.#caller, name);
    this.#experiments.set(name, id);
    return id;
  }

  findRun(experimentId: string, runKey: string): Promise<string | undefined> {
    const call = this.#searchCall(experimentId, runKey);
    return this.#caller.persist(call, () => this.#search(experimentId, runKey));
  }

  /** A creation whose answer was lost may have been done: before it is tried again the run is searched for. */
  createRun(run: NewRun): Promise<string> {
    const { experimentId, runKey } = run;
    const name = storedText(run.runName, CUT.name);
    // MLflow makes this tag of the name itself, and refuses one that differs.
    const { "mlflow.runName": _name, ...given } = run.tags;
    const tags = Object.entries(storedTexts({ ...given, [RUN_KEY]: runKey }, "tag"))
      .map(([key, value]) => ({ key, value }));
    const call = {
      what: `create run ${quoted(name)}`,
      method: "POST",
      path: `${API}/runs/create`,
      creates: true,
    } as const;
    const body = {
      experiment_id: experimentId,
      run_name: name,
      start_time: Math.max(0, Math.round(run.startMs)),
      // The last one is ours.
      tags: tags.slice(-LIMITS.tags),
    };
    return this.#caller.persist(call, async (attempt) => {
      const found = attempt > 1 ? await this.#search(experimentId, runKey) : undefined;
      if (found !== undefined) return found;
      return this.#remember((await this.#caller.once({ ...call, body }, ANSWERS.run)).run);
    });
  }

  log(runId: string, rows: RunRows): Promise<void> {
    return sendRows(this.#caller, runId, rows);
  }

  async putArtifact(runId: string, path: string, content: Uint8Array): Promise<void> {
    const root = this.#artifactRoots.get(runId) ?? await this.#artifactRoot(runId);
    await sendArtifact(this.#caller, { runId, root, path, content });
  }

  async endRun(runId: string, status: RunStatus, endMs: number): Promise<void> {
    const body = { run_id: runId, status, end_time: Math.max(0, Math.round(endMs)) };
    await this.#caller.ask(
      { what: "end a run", method: "POST", path: `${API}/runs/update`, body },
      ANSWERS.nothing,
    );
  }

  counts(runId: string): Promise<StoredCounts> {
    return restCounts(this.#caller, runId);
  }

  link(experimentId: string, runId: string): string {
    return `${this.uri}/#/experiments/${experimentId}/runs/${runId}?workflowType=machine_learning`;
  }

  // deno-lint-ignore require-await -- the SQLite store of the same interface has something to close
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed.abort(new DOMException("The store was closed", "AbortError"));
  }

  async #search(experimentId: string, runKey: string): Promise<string | undefined> {
    const { runs } = await this.#caller.once(this.#searchCall(experimentId, runKey), ANSWERS.runs);
    const found = runs.find(({ info }) => info.lifecycle_stage !== "deleted") ?? runs[0];
    return found && this.#remember(found);
  }

  #searchCall(experimentId: string, runKey: string) {
    const body = {
      experiment_ids: [experimentId],
      filter: `tags.\`${RUN_KEY}\` = '${runKey}'`,
      // A run that somebody deleted must not come back as a new one.
      run_view_type: "ALL",
      max_results: 10,
    };
    return { what: "find a run", method: "POST", path: `${API}/runs/search`, body } as const;
  }

  async #artifactRoot(runId: string): Promise<string> {
    const query = { run_id: runId };
    const call = { what: "find a run's artifacts", method: "GET", path: `${API}/runs/get`, query } as const;
    this.#remember((await this.#caller.ask(call, ANSWERS.run)).run);
    return this.#artifactRoots.get(runId) ?? "";
  }

  #remember({ info }: RunAnswer): string {
    this.#artifactRoots.set(info.run_id, info.artifact_uri ?? "");
    return info.run_id;
  }
}
