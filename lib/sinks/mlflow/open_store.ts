import type { Host } from "../../host.ts";
import type { RunStore } from "./store.ts";
import { parseTrackingUri } from "./uri.ts";

/**
 * Opens the MLflow store at a tracking URI.
 *
 * @param uri The tracking URI.
 * @param host Network, clock and environment.
 * @param signal Ends waiting for a server.
 * @throws {TypeError} When the URI is of no known kind.
 * @throws {SinkError} When the store cannot be used.
 */
export async function openStore(uri: string, host: Host, signal?: AbortSignal): Promise<RunStore> {
  const target = parseTrackingUri(uri);
  // Loaded when it is needed: most processes use one kind of store, and many none.
  if (target.kind === "sqlite") {
    const { openSqliteStore } = await import("./sqlite.ts");
    return await openSqliteStore(target.path, host);
  }
  if (target.kind === "rest") {
    const { openRestStore } = await import("./rest.ts");
    return openRestStore(target, host, signal ? { signal } : {});
  }
  throw new TypeError('Cannot log to MLflow at "none": it means the journal alone');
}
