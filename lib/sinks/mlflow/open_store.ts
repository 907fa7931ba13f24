import type { Host } from "../../host.ts";
import { PATIENCE } from "./patience.ts";
import type { RunStore } from "./store.ts";
import { parseTrackingUri } from "./uri.ts";

/** How a store is opened. */
export interface OpenStoreOptions {
  /** Ends waiting for a server. */
  readonly signal?: AbortSignal;
  /** Seconds that a server's answer may take, unless the environment says otherwise. Default 30. */
  readonly timeoutS?: number;
}

// No literals in import(): what is not the default does not belong to everybody's download and start.
const FILE_STORE = new URL("./file_store.ts", import.meta.url).href;
const REST_STORE = new URL("./rest.ts", import.meta.url).href;

/**
 * Opens the MLflow store at a tracking URI.
 *
 * @param uri The tracking URI.
 * @param host Network, clock and environment.
 * @param options How.
 * @throws {TypeError} When the URI is of no known kind.
 * @throws {SinkError} When the store cannot be used.
 */
export async function openStore(uri: string, host: Host, options: OpenStoreOptions = {}): Promise<RunStore> {
  const { signal, timeoutS = PATIENCE.timeoutS } = options;
  const target = parseTrackingUri(uri);
  // Loaded when it is needed: most processes use one kind of store, and many none.
  switch (target.kind) {
    case "sqlite": {
      const { openSqliteStore } = await import("./sqlite.ts");
      return await openSqliteStore(target.path, host);
    }
    case "file": {
      const file = await host.load(FILE_STORE);
      const { openFileStore } = file as typeof import("./file_store.ts");
      return await openFileStore(target.path, host);
    }
    case "rest": {
      const rest = await host.load(REST_STORE);
      const { openRestStore } = rest as typeof import("./rest.ts");
      return openRestStore(target, host, {
        patience: { ...PATIENCE, timeoutS },
        ...(signal ? { signal } : {}),
      });
    }
    case "none":
      throw new TypeError('Cannot log to MLflow at "none": it means the journal alone');
  }
}
