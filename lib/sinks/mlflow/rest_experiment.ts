import { quoted } from "../quoted.ts";
import { SinkError } from "../sink_error.ts";
import { RequestError } from "./request_error.ts";
import { ANSWERS } from "./rest_answers.ts";
import type { RestCaller } from "./rest_call.ts";

const PATH = "/api/2.0/mlflow/experiments";

/**
 * Id of the experiment of a name, created when it does not exist. Two notebooks may do this at the same moment: the
 * slower one hears that it exists already, and asks again.
 *
 * @throws {SinkError} When it exists only as a deleted one.
 */
export async function restExperiment(caller: RestCaller, name: string): Promise<string> {
  const found = await find(caller, name);
  if (found !== undefined) return found;
  const what = `create experiment ${quoted(name)}`;
  try {
    const call = { what, method: "POST", path: `${PATH}/create`, body: { name }, creates: true } as const;
    return (await caller.ask(call, ANSWERS.experimentId)).experiment_id;
  } catch (error) {
    // Another notebook was quicker, or our own first try was done and its answer lost.
    if (!(error instanceof RequestError) || error.code !== "RESOURCE_ALREADY_EXISTS") throw error;
    const other = await find(caller, name);
    if (other === undefined) throw error;
    return other;
  }
}

async function find(caller: RestCaller, name: string): Promise<string | undefined> {
  const what = `find experiment ${quoted(name)}`;
  const query = { experiment_name: name };
  try {
    const call = { what, method: "GET", path: `${PATH}/get-by-name`, query } as const;
    const { experiment } = await caller.ask(call, ANSWERS.experiment);
    if (experiment.lifecycle_stage !== "deleted") return experiment.experiment_id;
    throw new SinkError(
      `Cannot log to experiment ${quoted(name)}: it was deleted, restore it ` +
        `(mlflow experiments restore --experiment-id ${experiment.experiment_id}) or choose another name`,
    );
  } catch (error) {
    if (error instanceof RequestError && error.code === "RESOURCE_DOES_NOT_EXIST") return undefined;
    throw error;
  }
}
