import type { PlaceOption } from "../carbon/place.ts";
import type { Host } from "../host.ts";
import { fieldErrors } from "./field_errors.ts";
import { runEnvironment } from "./run_environment.ts";
import { infoSchema } from "./info_schema.ts";

/** What a user may say about a run; everything is optional. */
export interface TrackInfo {
  /**
   * Where MLflow is: `http(s)://…`, `databricks`, `azureml://…`, `sqlite:///mlflow.db`, `file:…`, `"none"` (journal
   * only). Default: the environment's `MLFLOW_TRACKING_URI`, else the embedded `mlflow.db` in the working folder.
   */
  trackingUri?: string | undefined;
  /** Default: the environment's `MLFLOW_EXPERIMENT_NAME` or `MLFLOW_EXPERIMENT_ID`, else `"Default"`. */
  experimentName?: string | undefined;
  /** Any text. Default: the flavor and the time, `"sklearn 2026-11-24 10:15:00"`. */
  runName?: string | undefined;
  /** Kind of training; MLflow shows it as its autologging flavor. */
  flavor?: "keras" | "pytorch" | "sklearn" | undefined;
  /** Tags of the run; numbers and booleans are written as text. */
  tags?: Readonly<Record<string, string | number | boolean>> | undefined;
  /** Where the electricity comes from. Default: environment, cloud region, time zone, else the world. */
  place?: PlaceOption | undefined;
  /** `"cell"` (default) ends the run with the cell or block; `"manual"` only with `stop()`. */
  scope?: "cell" | "manual" | undefined;
  /** A limit; when it is used up `tracker.signal` aborts and `tracker.stopped` becomes true. */
  budget?: Budget | undefined;
  /** Headline of the card. Default `"share"`. */
  figure?: "share" | "active" | "machine" | undefined;
  /** `"full"` (default): card and chart; `"line"`: one line; `"none"`: nothing. */
  display?: "full" | "line" | "none" | undefined;
  /** Seconds between two points of the power curve, 0.01 to 60. Default: 0.1 for the first 20 s, then 1. */
  sampleEvery?: number | undefined;
  /** Power usage effectiveness of the data centre, 1 to 3. Default 1: the machine's own energy. */
  pue?: number | undefined;
  /**
   * `"wattbook"` (default), or `"codecarbon-3.3.2"`: energy and emissions are those that CodeCarbon 3.3.2 would report
   * for the same readings, in its machine mode, or with `figure: "share"` in its process mode.
   */
  method?: "wattbook" | "codecarbon-3.3.2" | undefined;
  /** A line in the card with what CodeCarbon 3.3.2 would say. Default false. */
  codecarbon?: boolean | undefined;
  /** A line with the water that the energy took, in power plants and on site. Default false. */
  water?: boolean | undefined;
  /** A line with the emissions of making the hardware that fall on the run: which device it is. Default: none. */
  embodied?: EmbodiedOption | undefined;
  /** The Python package's spelling of `trackingUri`. */
  tracking_uri?: string | undefined;
  /** The Python package's spelling of `experimentName`. */
  experiment_name?: string | undefined;
  /** The Python package's spelling of `runName`. */
  run_name?: string | undefined;
}

/** Kind of a device whose making is known from its makers' declarations. */
export type DeviceKind = "laptop" | "desktop" | "server" | "gpu";

/** The device whose making is charged: its kind, or with the part of it that was in use and how many there are. */
export type EmbodiedOption = DeviceKind | {
  /** Its kind, or what its maker declares for making one, kg CO2eq; the range is ±30 % unless given. */
  readonly device: DeviceKind | {
    readonly kg: number;
    readonly lowKg?: number | undefined;
    readonly highKg?: number | undefined;
    readonly source?: string | undefined;
  };
  /** Part of it that was in use, above 0 to 1. Default 1. */
  readonly part?: number | undefined;
  /** How many such devices. Default 1. */
  readonly count?: number | undefined;
};

/** A limit on a run: any of the three. */
export interface Budget {
  /** Grams CO2eq. */
  grams?: number | undefined;
  /** Watt hours. */
  wattHours?: number | undefined;
  /** Seconds. */
  seconds?: number | undefined;
}

/** A `TrackInfo` with every default filled in. */
export interface ResolvedInfo {
  /** Tracking URI or `"none"`. */
  readonly trackingUri: string;
  /** Name of the experiment. */
  readonly experimentName: string;
  /** Number of the experiment, where only that is known. */
  readonly experimentId: string | undefined;
  /** Run of the store to go on with instead of a new one. */
  readonly resumes: string | undefined;
  /** Name of the run. */
  readonly runName: string;
  /** Kind of training. */
  readonly flavor: "keras" | "pytorch" | "sklearn" | undefined;
  /** Tags as text. */
  readonly tags: Readonly<Record<string, string>>;
  /** Where the electricity comes from, as the user said it. */
  readonly place: PlaceOption | undefined;
  /** When the run ends. */
  readonly scope: "cell" | "manual";
  /** The limit. */
  readonly budget: Budget;
  /** The headline. */
  readonly figure: "share" | "active" | "machine";
  /** What is shown. */
  readonly display: "full" | "line" | "none";
  /** Seconds between two points of the power curve; `undefined`: often at first, then once a second. */
  readonly sampleEvery: number | undefined;
  /** Power usage effectiveness. */
  readonly pue: number;
  /** Whose method energy and emissions are by. */
  readonly method: "wattbook" | "codecarbon-3.3.2";
  /** Whether CodeCarbon's figures are wanted beside them. */
  readonly codecarbon: boolean;
  /** Whether water is wanted. */
  readonly water: boolean;
  /** The device whose making is charged. */
  readonly embodied: EmbodiedOption | undefined;
  /** Root of the journal, a folder `.wattbook`. */
  readonly journalFolder: string;
}

/**
 * Checks what a user wrote and fills in every default.
 *
 * @param info What the user wrote; unknown to the compiler when it comes from JavaScript or a magic.
 * @param host Clock and environment.
 * @returns The complete value.
 * @throws {TypeError} When a field is unknown or wrong; the message names field, value and the nearest right one.
 */
export function resolveInfo(info: unknown, host: Host): ResolvedInfo {
  const checked = infoSchema().safeParse(info ?? {});
  if (!checked.success) {
    throw new TypeError(
      `Cannot start tracking: ${fieldErrors(checked.error, info, fieldsAt)}`,
    );
  }
  const given = checked.data, method = given.method ?? "wattbook";
  if (method === "codecarbon-3.3.2" && given.figure === "active") {
    throw new TypeError(
      `Cannot start tracking: field "figure" is "active", should be "machine" or "share" with method "${method}": ` +
        "CodeCarbon knows no other",
    );
  }
  const tags = Object.entries(given.tags ?? {}).map(([key, value]) => [key, String(value)]);
  const environment = runEnvironment(host);
  const namedExperiment = given.experimentName ?? given.experiment_name ?? environment.experimentName;
  const experimentId = namedExperiment === undefined ? environment.experimentId : undefined;
  const trackingUri = given.trackingUri ?? given.tracking_uri ?? host.env("MLFLOW_TRACKING_URI") ??
    "sqlite:///mlflow.db";
  return {
    trackingUri,
    experimentName: namedExperiment ??
      (experimentId === undefined ? "Default" : `experiment ${experimentId}`),
    experimentId,
    resumes: environment.resumes,
    runName: given.runName ?? given.run_name ?? defaultName(given.flavor, host),
    flavor: given.flavor,
    tags: { ...environment.tags, ...Object.fromEntries(tags) },
    place: given.place as PlaceOption | undefined,
    scope: given.scope ?? "cell",
    budget: given.budget ?? {},
    figure: given.figure ?? (method === "wattbook" ? "share" : "machine"),
    display: given.display ?? "full",
    sampleEvery: given.sampleEvery,
    pue: given.pue ?? 1,
    method,
    codecarbon: given.codecarbon ?? false,
    water: given.water ?? false,
    embodied: given.embodied as EmbodiedOption | undefined,
    journalFolder: host.env("WATTBOOK_JOURNAL") ?? `${besideStore(trackingUri)}.wattbook`,
  };
}

/** The journal of an embedded store lies beside it, so that both are found and moved together. */
function besideStore(trackingUri: string): string {
  return /^(?:sqlite:\/\/\/|file:(?:\/\/(?=\/))?|(?=[./]))(.*\/)[^/]+\/?$/.exec(trackingUri)?.[1] ?? "";
}

function fieldsAt([parent]: readonly string[]): string[] {
  const { shape } = infoSchema();
  if (parent === undefined) return Object.keys(shape);
  return parent === "budget" ? Object.keys(shape.budget.unwrap().shape) : [];
}

function defaultName(flavor: string | undefined, host: Host): string {
  const time = new Date(host.epochMs()).toLocaleString("sv-SE", { timeZone: host.timeZone });
  return `${flavor ?? "run"} ${time}`;
}
