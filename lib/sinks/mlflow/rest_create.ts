import type { Host } from "../../host.ts";
import { quoted } from "../quoted.ts";
import { CUT, type ServerLimits } from "./limits.ts";
import { ANSWERS, type RunAnswer, tagsOf } from "./rest_answers.ts";
import type { RestCaller } from "./rest_call.ts";
import { shortTags } from "./rest_limits.ts";
import { keyTag } from "./run_key.ts";
import { storedText } from "./stored_rows.ts";
import type { NewRun } from "./store.ts";

const API = "/api/2.0/mlflow/runs";

/** When a run was created here: of two that carry one key the older stays. */
const CREATED_TAG = "wattbook.created";

/** The run that carries a key; one that somebody deleted must not come back as a new one. */
export function restSearch(
  caller: RestCaller,
  experimentId: string,
  runKey: string,
): Promise<RunAnswer | undefined> {
  const call = searchCall(experimentId, runKey);
  return caller.persist(call, async () => (await search(caller, call))[0]);
}

/**
 * Creates a run once. A creation whose answer was lost may have been done: before it is tried again the run is
 * searched for. Two processes may deliver one run at the same instant: afterwards the younger of two is deleted.
 */
export async function restCreate(
  caller: RestCaller,
  run: NewRun,
  limits: ServerLimits,
  host: Host,
): Promise<RunAnswer> {
  const { experimentId, runKey } = run;
  const name = storedText(run.runName, CUT.name);
  // MLflow makes this tag of the name itself, and refuses one that differs.
  const { "mlflow.runName": _name, ...given } = run.tags;
  const created = `${Math.round(host.epochMs())} ${crypto.randomUUID()}`;
  const own = { [CREATED_TAG]: created, [keyTag(runKey)]: runKey };
  const tags = Object.entries(shortTags({ ...own, ...given }, limits)).map(([key, value]) => ({
    key,
    value,
  }));
  const call = {
    what: `create run ${quoted(name)}`,
    method: "POST",
    path: `${API}/create`,
    creates: true,
  } as const;
  const body = {
    experiment_id: experimentId,
    run_name: name,
    start_time: Math.max(0, Math.round(run.startMs)),
    // The server adds the name itself.
    tags: tags.slice(0, Math.min(limits.tags, (limits.runTags ?? Infinity) - 1)),
  };
  const find = searchCall(experimentId, runKey);
  const made = await caller.persist(call, async (attempt) => {
    const [found] = attempt > 1 ? await search(caller, find) : [];
    return found ?? (await caller.once({ ...call, body }, ANSWERS.run)).run;
  });
  const [oldest = made, ...others] = await caller.persist(find, () => search(caller, find));
  for (const other of others) {
    if (isDeleted(other) || tagsOf(other)[CREATED_TAG] !== created) continue;
    const removal = {
      what: "delete the younger of two runs",
      method: "POST",
      path: `${API}/delete`,
    } as const;
    await caller.ask({ ...removal, body: { run_id: other.info.run_id } }, ANSWERS.nothing);
  }
  return oldest;
}

function searchCall(experimentId: string, runKey: string) {
  const body = {
    experiment_ids: [experimentId],
    filter: `tags.\`${keyTag(runKey)}\` = '${runKey}'`,
    run_view_type: "ALL",
    max_results: 10,
  };
  return { what: "find a run", method: "POST", path: `${API}/search`, body } as const;
}

/** Those that exist first, of those the oldest. */
async function search(
  caller: RestCaller,
  call: ReturnType<typeof searchCall>,
): Promise<readonly RunAnswer[]> {
  const { runs } = await caller.once(call, ANSWERS.runs);
  return runs.toSorted((a, b) =>
    Number(isDeleted(a)) - Number(isDeleted(b)) || compare(ageOf(a), ageOf(b)) ||
    compare(a.info.run_id, b.info.run_id)
  );
}

function isDeleted({ info }: RunAnswer): boolean {
  return info.lifecycle_stage === "deleted";
}

function ageOf(run: RunAnswer): string {
  return tagsOf(run)[CREATED_TAG] ?? "";
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
