import { lexicalDisposal } from "../notebook/lexical_scope.ts";
import { epochMetrics } from "../models/epoch_metrics.ts";
import { parseTrackingUri } from "../sinks/mlflow/uri.ts";
import { preloadBeside } from "./asked_beside.ts";
import { evaluation } from "./evaluation.ts";
import type { Ending } from "./ending.ts";
import { openEnding } from "./ending.ts";
import { fitCallbacks } from "./fit_callbacks.ts";
import { modelLog } from "./log_model.ts";
import { logDataset } from "./log_dataset.ts";
import { openProgress } from "./progress.ts";
import { Run } from "./run.ts";
import type { Tracker } from "./tracker.ts";
import type { World } from "./world.ts";

/**
 * Loaded by the first run, and in a kernel with the import already: importing alone checks nothing. Kept, because an
 * `import()` takes a turn of the event loop, which in a kernel is as long as an empty cell.
 */
let checks: typeof import("../record/info.ts") | undefined;

/**
 * Opens a run and what the user holds of it.
 *
 * @param world The process.
 * @param info What the user wrote.
 * @throws {TypeError} When a field is unknown or wrong.
 * @throws {RangeError} When the place is unknown.
 */
export async function openTracker(
  world: World,
  info: unknown,
): Promise<{ tracker: Tracker; ending: Ending }> {
  checks ??= await import("../record/info.ts");
  const resolved = checks.resolveInfo(info, world.host);
  // A wrong address is the caller's mistake and is told at once; a server that is down is not.
  parseTrackingUri(resolved.trackingUri);
  const intensity = await world.intensityOf(resolved.place);
  await preloadBeside(resolved, world.host);
  // What earlier cells printed has to leave under their own number before this run may show anything.
  await world.notebook?.fence();
  const stopWatch = world.listen();
  const run = new Run(world, resolved, intensity, world.notes());
  await world.prepare(run);
  const opened = world.together(() => {
    const ending = openEnding(world, run, stopWatch);
    const tracker = trackerOf(world, run, ending);
    world.started(run);
    return { tracker, ending };
  });
  stopWatch?.settle();
  run.begin();
  return opened;
}

function trackerOf(world: World, run: Run, ending: Ending): Tracker {
  const progress = openProgress(run, ending);
  world.live.begin(run, progress.state);
  const logged = () => {
    if (run.record) world.outbox.push(run);
    else world.outbox.progress(run);
    ending.checkBudget();
    world.live.touch(run);
  };
  const models = modelLog(world, run, () => logged());
  const log = (metrics: Readonly<Record<string, number>>, step = 0) => {
    const numbers = Object.entries(metrics).filter(([key, value]) => {
      if (typeof value === "number") return true;
      run.note(`Metric "${key}" was not logged: its value is ${typeof value}, should be a number`);
      return false;
    });
    run.log(Object.fromEntries(numbers), Math.round(step));
    logged();
  };
  const epoch = (n: number, metrics: Readonly<Record<string, number>> = {}) => {
    const { energyJ, grams, seconds } = run.soFar();
    progress.epoch(n, { durationS: seconds, energyJ });
    log({
      ...epochMetrics(metrics),
      ...(energyJ ? { "energy/so_far_j": energyJ.value, "carbon/so_far_mg": grams * 1000 } : {}),
    }, n);
  };
  const members: Omit<Tracker, typeof Symbol.dispose | typeof Symbol.asyncDispose> = {
    runId: run.id,
    signal: ending.signal,
    get stopped() {
      world.live.touch(run);
      return ending.stopped();
    },
    get record() {
      return run.record;
    },
    log,
    epoch,
    params(values) {
      const texts = Object.entries(values).map(([key, value]) => [key, asText(value)]);
      run.params(Object.fromEntries(texts));
      if (Object.hasOwn(values, "epochs")) progress.expect(values["epochs"]);
      logged();
    },
    span(name) {
      const mark = world.gauge.mark();
      return {
        [Symbol.dispose]() {
          const { energyJ, durationS } = world.gauge.since(mark);
          const value = energyJ[run.info.figure]?.value;
          log({
            [`measure/${name}_s`]: durationS,
            ...(value === undefined ? {} : { [`energy/${name}_j`]: value }),
          });
        },
      };
    },
    get forecast() {
      return progress.forecast();
    },
    callbacks({ epochs, model } = {}) {
      progress.expect(epochs);
      return fitCallbacks({ epoch, touch: () => world.live.touch(run), ending }, model);
    },
    ...evaluation(world, run, (metrics, model) => {
      log(metrics);
      models.judged(model, Object.keys(metrics));
    }),
    async logDataset(name, content, options) {
      const dataset = await logDataset(run, name, content, options);
      logged();
      return dataset;
    },
    logModel: models.logModel,
    logArtifact(name, data) {
      run.artifact(name, typeof data === "string" ? new TextEncoder().encode(data) : data);
      logged();
    },
    stop: () => ending.stop(),
  };
  return lexicalDisposal(members, ending);
}

function asText(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "object" && value !== null ? JSON.stringify(value) ?? String(value) : String(value);
}
