import type { TrackInfo } from "../record/info.ts";
import { openTracker } from "./open_tracker.ts";
import type { Tracker } from "./tracker.ts";
import type { World } from "./world.ts";

/** Measures a function: the run ends when `body` has returned or thrown; what it threw is passed on. */
export async function measured<Result>(
  world: World,
  info: TrackInfo | undefined,
  body: (tracker: Tracker) => Result | Promise<Result>,
): Promise<Result> {
  const { tracker, ending } = await openTracker(world, info);
  try {
    const result = await body(tracker);
    await tracker.stop();
    return result;
  } catch (error) {
    await ending.fail(error);
    throw error;
  }
}
