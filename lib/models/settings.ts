import type { Settings } from "./model_adapter.ts";

/**
 * Settings in MLflow's spelling: names in snake_case; what is no text, number or truth value is left out, and so are
 * numbers that are none.
 *
 * @param values Settings as a library has them.
 * @param prefix In front of each name.
 */
export function settingsOf(values: Readonly<Record<string, unknown>>, prefix = ""): Settings {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      isSetting(value) ? [[prefix + snakeCase(name), value] as const] : []
    ),
  );
}

/**
 * What a training's arguments say, in the names of MLflow's autologging: those of `fit` (`epochs`, `batch_size`,
 * `validation_split`, `shuffle`, …) or, with the prefix `"optimizer_"`, those of an optimizer.
 *
 * @param argumentsOf Arguments of `fit`, or an optimizer object.
 * @param prefix In front of each name.
 */
export function trainingSettings(argumentsOf: object, prefix = ""): Settings {
  const config = "getConfig" in argumentsOf && typeof argumentsOf.getConfig === "function"
    ? argumentsOf.getConfig() as Readonly<Record<string, unknown>>
    : Object.fromEntries(Object.entries(argumentsOf));
  const name = argumentsOf.constructor === Object ? undefined : argumentsOf.constructor?.name;
  return settingsOf({ name, ...config }, prefix);
}

function isSetting(value: unknown): value is string | number | boolean {
  return typeof value === "string" && value !== "" || typeof value === "boolean" ||
    typeof value === "number" && Number.isFinite(value);
}

function snakeCase(name: string): string {
  return name.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
}
