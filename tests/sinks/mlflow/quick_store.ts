import { realHost } from "../../../lib/host.ts";
import { PATIENCE } from "../../../lib/sinks/mlflow/patience.ts";
import { openRestStore } from "../../../lib/sinks/mlflow/rest.ts";
import type { RunStore } from "../../../lib/sinks/mlflow/store.ts";
import { parseTrackingUri } from "../../../lib/sinks/mlflow/uri.ts";

/** A server's store that never waits between two tries. */
export function quickStore(uri: string): RunStore {
  const target = parseTrackingUri(uri);
  if (target.kind !== "rest") throw new TypeError(`"${uri}" is no server`);
  const patience = { ...PATIENCE, wait: () => Promise.resolve() };
  return openRestStore(target, realHost({ environment: {} }), { patience });
}
