import type { Host } from "../host.ts";
import type { Destination } from "../record/destination.ts";
import { openStore, type OpenStoreOptions } from "../sinks/mlflow/open_store.ts";
import type { RunStore } from "../sinks/mlflow/store.ts";
import { uiCommand } from "../sinks/mlflow/ui_command.ts";
import { fileUri, sqliteUri, type Target, withoutSecrets } from "../sinks/mlflow/uri.ts";
import { SinkError } from "../sinks/sink_error.ts";
import { absolutePath, mayReach, mayWrite } from "./permitted.ts";

/** The stores of this process, each opened once and kept open. */
export interface Stores {
  /** The store at an address; one that could not be opened is tried again the next time. */
  open(uri: string, target: Target): Promise<RunStore>;
  /** Leaves each embedded store as one file. */
  consolidate(): void;
}

/**
 * Opens the stores of this process as they are asked for.
 *
 * @param host Network and environment.
 * @param options How a server is waited for.
 */
export function openStores(host: Host, options: OpenStoreOptions = {}): Stores {
  const opening = new Map<string, Promise<RunStore>>();
  const opened = new Set<RunStore>();
  return {
    open(uri, target) {
      const known = opening.get(uri);
      if (known) return known;
      const store = openPermitted(uri, target, host, options);
      opening.set(uri, store);
      store.then((store) => opened.add(store), () => opening.delete(uri));
      return store;
    },
    consolidate() {
      for (const store of opened) {
        try {
          store.consolidate?.();
        } catch {
          // Everything is stored; it only lies in two files instead of one.
        }
      }
    },
  };
}

/** What the card says before anything was delivered: an embedded store has it before the cell is over. */
export function expectedDestination(target: Target): Destination {
  switch (target.kind) {
    case "none":
      return { state: "journal" };
    case "sqlite": {
      const uri = sqliteUri(absolutePath(target.path));
      return { state: "stored", uri, link: uiCommand(uri) };
    }
    case "file": {
      const uri = fileUri(absolutePath(target.path));
      return { state: "stored", uri, link: `MLFLOW_ALLOW_FILE_STORE=true ${uiCommand(uri)}` };
    }
    case "rest":
      return { state: "sending", uri: target.url };
  }
}

/** A store on this machine is written before the cell is over. */
export function isEmbedded({ kind }: Target): boolean {
  return kind === "sqlite" || kind === "file";
}

async function openPermitted(
  uri: string,
  target: Target,
  host: Host,
  options: OpenStoreOptions,
): Promise<RunStore> {
  const permitted = target.kind === "sqlite" || target.kind === "file"
    ? mayWrite(absolutePath(target.path))
    : target.kind === "rest" && mayReach(target.url);
  if (!permitted) throw new SinkError(`Cannot log to "${withoutSecrets(uri)}": it needs deno run -A`);
  return await openStore(uri, host, options);
}
