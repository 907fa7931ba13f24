/**
 * Metrics of an epoch by MLflow's names: tfjs shortens `accuracy` to `acc`, Keras, MLflow and people do not.
 *
 * @param logs What `fit` hands to `onEpochEnd`.
 */
export function epochMetrics(logs: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(logs).map(([name, value]) => [name.replace(/^(val_)?acc$/, "$1accuracy"), value]),
  );
}
