import { dirname, join, resolve } from "node:path";
import type { Host } from "../host.ts";
import { sqliteUri } from "../sinks/mlflow/uri.ts";

/** Where the results of notebooks go that are run with `out`; all paths are absolute. */
export interface ResultPlaces {
  /** Root of the journal. */
  readonly journal: string;
  /** The embedded MLflow store. */
  readonly database: string;
  /** Tracking URI of the store that untouched cells log to. */
  readonly trackingUri: string;
  /** The stand-alone page about all runs. */
  readonly report: string;
}

/** Where the results of notebooks go that are run with `out`. */
export function resultPlaces(out: string, host: Pick<Host, "env">): ResultPlaces {
  const folder = resolve(out), database = join(folder, "mlflow.db");
  return {
    journal: join(folder, ".wattbook"),
    database,
    trackingUri: host.env("MLFLOW_TRACKING_URI") ?? sqliteUri(database),
    report: join(folder, "report.html"),
  };
}

/** Folder and variables of the kernel that runs a file on its own. */
export function fileKernel(
  job: { readonly file: string; readonly out: string },
  host: Pick<Host, "env">,
): { readonly cwd: string; readonly env: Readonly<Record<string, string>> } {
  const file = resolve(job.file), places = resultPlaces(job.out, host);
  return {
    cwd: dirname(file),
    env: {
      MLFLOW_TRACKING_URI: places.trackingUri,
      WATTBOOK_JOURNAL: places.journal,
      WATTBOOK_SOURCE: file,
    },
  };
}
