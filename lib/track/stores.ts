import type { Host } from "../host.ts";
import type { Destination } from "../record/destination.ts";
import { openStore } from "../sinks/mlflow/open_store.ts";
import type { RunStore } from "../sinks/mlflow/store.ts";
import { uiCommand } from "../sinks/mlflow/ui_command.ts";
import { sqliteUri, type Target, withoutSecrets } from "../sinks/mlflow/uri.ts";
import { SinkError } from "../sinks/sink_error.ts";
import { absolutePath, mayReach, mayWrite } from "./permitted.ts";

/**
 * The stores of this process, each opened once and kept open.
 *
 * @param host Network and environment.
 * @returns Opens the store at an address; one that could not be opened is tried again the next time.
 */
export function openStores(host: Host): (uri: string, target: Target) => Promise<RunStore> {
  const stores = new Map<string, Promise<RunStore>>();
  return (uri, target) => {
    const opening = stores.get(uri) ?? openPermitted(uri, target, host);
    stores.set(uri, opening);
    opening.catch(() => stores.delete(uri));
    return opening;
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
    case "rest":
      return { state: "sending", uri: target.url };
  }
}

async function openPermitted(uri: string, target: Target, host: Host): Promise<RunStore> {
  const permitted = target.kind === "sqlite" ? mayWrite(absolutePath(target.path)) : mayReach(uri);
  if (!permitted) throw new SinkError(`Cannot log to "${withoutSecrets(uri)}": it needs deno run -A`);
  return await openStore(uri, host);
}
