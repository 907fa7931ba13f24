import type { WireAnswer, WireRequest } from "./fake_http.ts";
import { type FakeRun, logBatch, MlflowError, wholeOr } from "./fake_batch.ts";

/** An experiment as it is stored. */
export interface FakeExperiment {
  readonly id: string;
  readonly name: string;
  stage: "active" | "deleted";
}

/** How answers are cut into pages, and where files are. */
export interface FakeTrackingOptions {
  /** Where artifacts of a run are; `mlflow-artifacts:/` by default. */
  readonly artifactRoot?: string;
  /** Points per page of a history. */
  readonly historyPage?: number;
  /** Runs per page of a search. */
  readonly searchPage?: number;
}

type Body = Readonly<Record<string, unknown>>;

/** What an MLflow server stores, and its answers. */
export class FakeTracking {
  readonly experiments: FakeExperiment[] = [{ id: "0", name: "Default", stage: "active" }];
  readonly runs: FakeRun[] = [];
  /** Files by run id and path. */
  readonly files = new Map<string, Uint8Array>();
  /** Called before an experiment is created; a test lets somebody else be quicker. */
  beforeCreate: (name: string) => void = () => {};
  readonly #options: FakeTrackingOptions;

  constructor(options: FakeTrackingOptions = {}) {
    this.#options = options;
  }

  addExperiment(name: string, stage: "active" | "deleted" = "active"): FakeExperiment {
    const experiment = { id: String(this.experiments.length), name, stage };
    this.experiments.push(experiment);
    return experiment;
  }

  answer(request: WireRequest): WireAnswer {
    const route = this.#routes[`${request.method} ${request.path.replace("/api/2.0/mlflow/", "")}`];
    try {
      if (request.path.startsWith("/api/2.0/mlflow-artifacts/artifacts/")) return this.#file(request);
      if (request.path === "/get-artifact") {
        return this.#fileNamed(`${request.query.get("run_uuid")}/${request.query.get("path")}`);
      }
      if (request.path === "/ajax-api/2.0/mlflow/upload-artifact") return this.#upload(request);
      if (route === undefined) return html(404);
      const value = route(request.method === "GET" ? Object.fromEntries(request.query) : bodyOf(request));
      return { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(value) };
    } catch (error) {
      if (!(error instanceof MlflowError)) throw error;
      const body = JSON.stringify({ error_code: error.code, message: error.message });
      return { status: error.status, headers: { "content-type": "application/json" }, body };
    }
  }

  readonly #routes: Readonly<Record<string, (body: Body) => unknown>> = {
    "GET experiments/get-by-name": ({ experiment_name }) => {
      const found = this.experiments.find(({ name }) => name === experiment_name);
      if (!found) {
        throw new MlflowError(
          404,
          "RESOURCE_DOES_NOT_EXIST",
          `Could not find experiment with name '${experiment_name}'`,
        );
      }
      return { experiment: { experiment_id: found.id, name: found.name, lifecycle_stage: found.stage } };
    },
    "POST experiments/create": ({ name }) => {
      this.beforeCreate(String(name));
      if (this.experiments.some((experiment) => experiment.name === name)) {
        const sql = "\n[SQL: INSERT INTO experiments (name) VALUES (?)]";
        throw new MlflowError(
          400,
          "RESOURCE_ALREADY_EXISTS",
          `Experiment(name=${name}) already exists.${sql}`,
        );
      }
      return { experiment_id: this.addExperiment(String(name)).id };
    },
    "POST runs/create": ({ experiment_id, run_name, start_time, tags }) => {
      const experiment = this.experiments.find(({ id }) => id === experiment_id);
      if (experiment?.stage !== "active") {
        const message =
          `The experiment ${experiment_id} must be in the 'active' state. Current state is deleted.`;
        throw new MlflowError(400, "INVALID_PARAMETER_VALUE", message);
      }
      const id = (this.runs.length + 1).toString(16).padStart(32, "0");
      const run: FakeRun = {
        id,
        experimentId: experiment.id,
        name: String(run_name),
        // Measured: a fraction becomes 0, with 200.
        startTime: wholeOr(start_time, 0),
        status: "RUNNING",
        endTime: undefined,
        stage: "active",
        artifactUri: `${this.#options.artifactRoot ?? "mlflow-artifacts:/"}${experiment.id}/${id}/artifacts`,
        metrics: new Map(),
        params: new Map(),
        tags: new Map([["mlflow.runName", String(run_name)]]),
        datasets: [],
      };
      for (const { key, value } of (tags ?? []) as { key: string; value: string }[]) run.tags.set(key, value);
      this.runs.push(run);
      return { run: described(run) };
    },
    "POST runs/search": ({ experiment_ids, filter, run_view_type, max_results, page_token }) => {
      const [, key, value] = /^tags\.`([^`]+)` = ['"]([^'"]*)['"]$/.exec(String(filter ?? "")) ?? [];
      const found = this.runs.filter((run) =>
        (experiment_ids as string[]).includes(run.experimentId) &&
        (filter === undefined || run.tags.get(key ?? "") === value) &&
        (run_view_type === "ALL" || run.stage === "active")
      );
      const from = Number(page_token ?? 0);
      const end = from + Math.min(Number(max_results), this.#options.searchPage ?? Infinity);
      return {
        ...(found.length > 0 ? { runs: found.slice(from, end).map(described) } : {}),
        ...(end < found.length ? { next_page_token: String(end) } : {}),
      };
    },
    "POST runs/delete": ({ run_id }) => {
      this.#run(run_id).stage = "deleted";
      return {};
    },
    "POST runs/log-inputs": ({ run_id, datasets }) => {
      const run = this.#run(run_id);
      for (const dataset of datasets as unknown[]) {
        const text = JSON.stringify(dataset);
        if (!run.datasets.some((known) => JSON.stringify(known) === text)) run.datasets.push(dataset);
      }
      return {};
    },
    "POST experiments/search": () => ({
      experiments: this.experiments.filter(({ stage }) => stage === "active")
        .map(({ id, name }) => ({ experiment_id: id, name })),
    }),
    "POST runs/log-batch": (body) => logBatch(this.#run(body["run_id"]), body),
    "POST runs/update": ({ run_id, status, end_time }) => {
      const run = this.#run(run_id);
      if (["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"].includes(String(status))) {
        run.status = String(status);
      }
      run.endTime = wholeOr(end_time, undefined);
      return { run_info: described(run).info };
    },
    "GET runs/get": ({ run_id }) => ({ run: described(this.#run(run_id)) }),
    "GET metrics/get-history": ({ run_id, metric_key, max_results, page_token }) => {
      const points = [...this.#run(run_id).metrics.values()].filter(({ key }) => key === metric_key);
      // MLflow 3.6: without `max_results` only a token comes.
      if (max_results === undefined) return { next_page_token: "0" };
      const size = Math.min(Number(max_results), this.#options.historyPage ?? Infinity);
      const from = Number(page_token ?? 0), end = from + size;
      if (points.length === 0) return {};
      return {
        metrics: points.slice(from, end),
        ...(end < points.length ? { next_page_token: String(end) } : {}),
      };
    },
    "GET artifacts/list": ({ run_id, path }) => {
      const prefix = `${run_id}/${path ? `${path}/` : ""}`;
      const names = [...this.files.keys()].filter((file) => file.startsWith(prefix));
      const entries = new Map(names.map((file) => {
        const [name = "", ...rest] = file.slice(prefix.length).split("/");
        return [path ? `${path}/${name}` : name, rest.length > 0];
      }));
      const size = (name: string) => this.files.get(`${run_id}/${name}`)?.length;
      return { files: Array.from(entries, ([path, is_dir]) => ({ path, is_dir, file_size: size(path) })) };
    },
  };

  #run(id: unknown): FakeRun {
    const run = this.runs.find((each) => each.id === id);
    if (!run) throw new MlflowError(404, "RESOURCE_DOES_NOT_EXIST", `Run with id=${id} not found`);
    return run;
  }

  #file({ method, path, body }: WireRequest): WireAnswer {
    const [, id, name] =
      /^\/api\/2\.0\/mlflow-artifacts\/artifacts\/\d+\/(\w+)\/artifacts\/(.+)$/.exec(path) ?? [];
    if (id === undefined || name === undefined) return html(404);
    const key = `${id}/${name.split("/").map(decodeURIComponent).join("/")}`;
    if (method === "GET") return this.#fileNamed(key);
    this.files.set(key, body);
    return { status: 200, headers: {}, body: "" };
  }

  #fileNamed(key: string): WireAnswer {
    const body = this.files.get(key);
    return body === undefined ? html(404) : { status: 200, headers: {}, body };
  }

  #upload({ query, body }: WireRequest): WireAnswer {
    const path = query.get("path") ?? "";
    if (body.length > 10 * 1024 * 1024) {
      throw new MlflowError(400, "INVALID_PARAMETER_VALUE", "Artifact size is too large. Max size is 10MB.");
    }
    if (path.includes("..")) throw new MlflowError(400, "INVALID_PARAMETER_VALUE", "Invalid path");
    this.files.set(`${query.get("run_uuid")}/${path}`, body);
    return { status: 200, headers: {}, body: "" };
  }
}

function bodyOf({ body }: WireRequest): Body {
  return JSON.parse(new TextDecoder().decode(body));
}

function described(run: FakeRun) {
  const latest = new Map([...run.metrics.values()].map((point) => [point.key, point]));
  return {
    info: {
      run_id: run.id,
      experiment_id: run.experimentId,
      run_name: run.name,
      status: run.status,
      start_time: run.startTime,
      end_time: run.endTime,
      artifact_uri: run.artifactUri,
      lifecycle_stage: run.stage,
    },
    data: {
      // Empty lists are left out, as protobuf does it.
      ...(latest.size > 0 ? { metrics: [...latest.values()] } : {}),
      ...(run.params.size > 0 ? { params: Array.from(run.params, ([key, value]) => ({ key, value })) } : {}),
      tags: Array.from(run.tags, ([key, value]) => ({ key, value })),
    },
    inputs: { dataset_inputs: run.datasets },
  };
}

function html(status: number): WireAnswer {
  return {
    status,
    headers: { "content-type": "text/html; charset=utf-8" },
    body: `<!doctype html>\n<h1>${status}</h1>`,
  };
}
