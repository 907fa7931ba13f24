import type { OnnxCheck } from "../models/onnx/onnx_check.ts";
import type { Inputs } from "../models/test_set.ts";
import { VERSION } from "../record/build.ts";
import type { MetricPoint } from "../record/run_record.ts";
import type { LoggedModel } from "../sinks/logged_model.ts";
import { significant } from "../units.ts";
import type { Run } from "./run.ts";
import type { World } from "./world.ts";

/**
 * What is said about a model when it is logged.
 *
 * @example A model for Python
 * ```ts
 * import { track } from "jsr:@wattbook/track@^1";
 * import LinearRegression from "npm:ml-regression-multivariate-linear@2.0.4";
 * import assert from "node:assert/strict";
 *
 * const x = [[1, 2], [3, 4], [5, 7], [2, 9]], y = [[0.5], [2.5], [3.5], [-4.5]];
 * const tracker = await track({ trackingUri: "none", place: "BE", display: "none" });
 * const model = new LinearRegression(x, y);
 * const { status, files } = await tracker.logModel(model, { name: "line", inputExample: x });
 * await tracker.stop();
 *
 * assert.equal(status, "READY");
 * assert.equal(files[0], "model.onnx");
 * ```
 */
export interface LogModelOptions {
  /** Its name. Default `"model"`. */
  readonly name?: string | undefined;
  /** Some rows that it takes, as in a test set: the first five are stored as its input example. Default: none. */
  readonly inputExample?: Inputs | undefined;
  /** Name under which it goes into the model registry once the run has ended. Default: it is not registered. */
  readonly registerAs?: string | undefined;
  /** Alias that points to the new version, such as `"champion"`. Default: none. */
  readonly alias?: string | undefined;
}

/** A model that was logged. */
export interface LoggedModelInfo {
  /** Its id in the journal and in the embedded store; a server gives its own. */
  readonly modelId: string;
  /** Its name. */
  readonly name: string;
  /**
   * `"READY"`: its ONNX was run and answers as the model does. `"PENDING"`: it could not be run here. `"FAILED"`: it
   * answers otherwise; it is stored, but not registered.
   */
  readonly status: "READY" | "PENDING" | "FAILED";
  /** The same as a sentence. */
  readonly statusMessage: string;
  /** Names of its files. */
  readonly files: readonly string[];
}

/** By its address: a literal import would be part of everybody's download, with thirty modules. */
const EXPORTERS = new URL("../models/export_model.ts", import.meta.url).href;

/** The part of a tracker that keeps models. */
export interface ModelLog {
  logModel(model: unknown, options?: LogModelOptions): Promise<LoggedModelInfo>;
  /** Metrics that were logged just now say something about this model. */
  judged(model: unknown, names: readonly string[]): void;
}

/**
 * Connects the exporters of models with a run's journal.
 *
 * @param logged Called when there is something new to deliver.
 */
export function modelLog(world: World, run: Run, logged: () => void): ModelLog {
  const ids = new WeakMap<object, string>();
  return {
    async logModel(model, options = {}) {
      // Most cells train, and few keep what they trained.
      const [{ exportModel }, { flavorOf }] = await Promise.all([
        world.host.load(EXPORTERS) as Promise<typeof import("../models/export_model.ts")>,
        import("../models/adapter.ts"),
      ]);
      const { name, register } = checked(options);
      const exported = await exportModel(model, {
        version: VERSION,
        inputExample: options.inputExample,
        load: world.host.load,
      });
      const { kind, files, signature, hasExample, columns, parameters, check, notes } = exported;
      const { status, statusMessage } = stateOf(check);
      const flavor = flavorOf(model, run.info.flavor);
      const { metrics, params, tags } = run.logged;
      const entry: LoggedModel = {
        id: `m-${crypto.randomUUID().replaceAll("-", "")}`,
        name,
        createdMs: Math.round(world.epochMs()),
        status,
        statusMessage,
        signature,
        hasExample,
        bytes: files.reduce((sum, { content }) => sum + content.length, 0),
        wattbook: VERSION,
        params: {
          ...params,
          ...(parameters === undefined ? {} : { parameters: String(parameters) }),
        },
        tags: {
          ...originOf(tags),
          "wattbook.library": kind,
          "wattbook.check": statusMessage,
          ...(flavor ? { flavor } : {}),
          ...(columns ? { "wattbook.columns": JSON.stringify(columns) } : {}),
        },
        metrics: latest(metrics),
        ...(register ? { register } : {}),
      };
      if (!run.models.add(entry, files)) {
        run.note(`Model "${name}" was not kept: the journal could not be written`);
      }
      notes.forEach((note) => run.note(note));
      if (status !== "READY") run.note(`Model "${name}": ${statusMessage}`);
      if (typeof model === "object" && model !== null) ids.set(model, entry.id);
      logged();
      return { modelId: entry.id, name, status, statusMessage, files: files.map(({ path }) => path) };
    },
    judged(model, names) {
      const id = typeof model === "object" && model !== null ? ids.get(model) : undefined;
      if (id === undefined) return;
      run.models.addMetrics(id, latest(run.logged.metrics).filter(({ key }) => names.includes(key)));
      logged();
    },
  };
}

function checked({ name = "model", registerAs, alias }: LogModelOptions) {
  for (const [field, value] of Object.entries({ name, registerAs, alias })) {
    if (value !== undefined && (typeof value !== "string" || value.trim() === "")) {
      throw new TypeError(
        `Cannot log the model: field "${field}" is ${JSON.stringify(value)}, should be a name`,
      );
    }
  }
  if (alias !== undefined && registerAs === undefined) {
    throw new TypeError(
      `Cannot log the model: field "alias" is "${alias}" and "registerAs" is missing, should be a name in the registry`,
    );
  }
  if (alias !== undefined && (/^(latest|v\d+)$/i.test(alias) || !/^[\w-]{1,255}$/.test(alias))) {
    throw new TypeError(
      `Cannot log the model: field "alias" is "${alias}", should be letters, digits, "_" or "-", and neither ` +
        '"latest" nor "v" with a number',
    );
  }
  return { name, register: registerAs === undefined ? undefined : { name: registerAs, alias } };
}

function stateOf(check: OnnxCheck): Pick<LoggedModel, "status" | "statusMessage"> {
  if ("why" in check) {
    return { status: check.state === "unchecked" ? "PENDING" : "FAILED", statusMessage: check.why };
  }
  const found = `${check.rows} rows, largest difference ${significant(check.difference, 2)}`;
  return check.state === "same"
    ? { status: "READY", statusMessage: `the ONNX answers as the model does: ${found}` }
    : { status: "FAILED", statusMessage: `the ONNX answers otherwise than the model: ${found}` };
}

/** Who made the model, and with which code: MLflow's pages show it beside a model too. */
function originOf(tags: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const shown = /^mlflow\.(user|source\.(name|type|git\.commit))$/;
  return Object.fromEntries(Object.entries(tags).filter(([key]) => shown.test(key)));
}

/** The last point of each metric: what was known of the model when it was logged. */
function latest(points: readonly MetricPoint[]): MetricPoint[] {
  return [...new Map(points.map((point) => [point.key, point])).values()];
}
