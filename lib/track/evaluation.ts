import { type Figure, significant } from "../units.ts";
import type { InferenceMeasure, InferenceOptions } from "../models/inference.ts";
import type { TestSet } from "../models/test_set.ts";
import { accuracyPerGram, emissionsPer10 } from "../record/figures.ts";
import type { Run } from "./run.ts";
import type { World } from "./world.ts";

/** The part of a tracker that judges a trained model. */
export interface Evaluation {
  accuracy(model: unknown, test: TestSet): Promise<number>;
  accuracyPerEmission(model: unknown, test: TestSet): Promise<Figure | undefined>;
  emissionsPer10Inferences(
    model: unknown,
    test: TestSet,
    options?: Pick<InferenceOptions, "maxTimeS">,
  ): Promise<Figure | undefined>;
  measureInference(run: () => unknown, options?: InferenceOptions): Promise<InferenceMeasure>;
}

/** Connects the models' adapters with the meter and the run's log, which also hears whom the metrics are about. */
export function evaluation(
  world: World,
  run: Run,
  log: (metrics: Readonly<Record<string, number>>, model: unknown) => void,
): Evaluation {
  const known = new WeakMap<object, { readonly test: TestSet; readonly value: number }>();
  const knownFor = (model: unknown, { x, y }: TestSet) => {
    const found = typeof model === "object" && model !== null ? known.get(model) : undefined;
    return found?.test.x === x && found.test.y === y ? found.value : undefined;
  };

  const accuracy = async (model: unknown, test: TestSet) => {
    const { adapterFor, evaluate, mlflowScores } = await judges();
    const adapter = adapterFor(model);
    const scores = await evaluate(adapter, test);
    const value = scores.task === "regression" ? scores.r2 : scores.accuracy;
    if (typeof model === "object" && model !== null) known.set(model, { test: { ...test }, value });
    // Nobody said what kind of training it was: the model tells.
    if (run.info.flavor === undefined && adapter.flavor) run.tag({ "mlflow.autologging": adapter.flavor });
    const parameters = adapter.parameters();
    world.session.evaluate(run.id, {
      accuracy: value,
      ...(parameters === undefined ? {} : { parameters }),
      ...(scores.task === "classification"
        ? { precision: scores.precision, recall: scores.recall, f1: scores.f1 }
        : {}),
    });
    const settings = Object.entries(adapter.settings()).map(([key, setting]) => [key, String(setting)]);
    run.params(Object.fromEntries(settings));
    if (scores.task === "classification") {
      run.artifact("confusion_matrix.json", new TextEncoder().encode(JSON.stringify(scores.confusion)));
    }
    log({
      ...mlflowScores(scores),
      accuracy_on_test_data: value,
      ...(parameters === undefined ? {} : { "measure/parameters": parameters }),
    }, model);
    return value;
  };
  const measured = async (call: () => unknown, options: InferenceOptions = {}) => {
    const { measureInference } = await judges();
    return await measureInference(call, world.gauge, { ...options, clock: world.host.monotonicS });
  };

  return {
    accuracy,
    async accuracyPerEmission(model, test) {
      const value = knownFor(model, test) ?? await accuracy(model, test);
      const emissions = run.record?.emissionsG[run.info.figure] ?? openEmissions(run);
      const figure = accuracyPerGram(value, emissions);
      if (figure) log({ accuracy_per_emission: significant(figure.value) }, model);
      return figure;
    },
    async emissionsPer10Inferences(model, test, options = {}) {
      const { adapterFor, checkTestSet } = await judges();
      const adapter = adapterFor(model);
      const rows = checkTestSet(test);
      const { perInferenceJ } = await measured(adapter.prepare(test.x), {
        ...options,
        itemsPerCall: rows,
      });
      if (perInferenceJ === undefined) return undefined;
      const figure = emissionsPer10(perInferenceJ, run.intensity, run.info.pue);
      world.session.evaluate(run.id, { emissionsPer10InferencesG: figure });
      const grams = significant(figure.value);
      log({
        emissions_per_10_inferences: grams,
        emissions_per_10_inferences_low: significant(figure.low),
        emissions_per_10_inferences_high: significant(figure.high),
        emissions_per_10_predictions: grams,
      }, model);
      return figure;
    },
    measureInference: measured,
  };
}

/** What knows models is loaded when the first one is judged: most cells train, and many judge nothing. */
async function judges() {
  const [adapter, evaluate, inference, testSet] = await Promise.all([
    import("../models/adapter.ts"),
    import("../models/evaluate.ts"),
    import("../models/inference.ts"),
    import("../models/test_set.ts"),
  ]);
  return { ...adapter, ...evaluate, ...inference, ...testSet };
}

/** Emissions so far of a run that is still open, for a cell that trains and judges in one. */
function openEmissions(run: Run): Figure | undefined {
  const { energyJ, grams } = run.soFar();
  if (energyJ === undefined || !(energyJ.value > 0)) return undefined;
  const factor = grams / energyJ.value;
  return { ...energyJ, value: grams, low: energyJ.low * factor, high: energyJ.high * factor };
}
