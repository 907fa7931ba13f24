import { messageOf } from "../../errors.ts";
import { SinkError } from "../sink_error.ts";

/**
 * Works on a FileStore; what goes wrong becomes one line with the remedy.
 *
 * @param what What is tried: `"log to a run"`.
 * @throws {SinkError} That it failed, and why.
 */
export async function attempt<Result>(what: string, action: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await action();
  } catch (cause) {
    if (cause instanceof SinkError) throw cause;
    const reason = messageOf(cause);
    throw new SinkError(`Cannot ${what}: ${reason}; make room or make it writable, then run: wattbook sync`, {
      cause,
      passing: true,
    });
  }
}
