import type { DatasetContent, DatasetOptions } from "../models/dataset.ts";
import type { RunDataset } from "../record/dataset.ts";
import type { Run } from "./run.ts";

/**
 * Describes data and notes it with a run.
 *
 * @throws {TypeError} When the data or an option has another form.
 * @throws {RangeError} When the data has no row, or inputs and answers differ in number.
 */
export async function logDataset(
  run: Run,
  name: unknown,
  content: DatasetContent,
  options: DatasetOptions = {},
): Promise<RunDataset> {
  if (typeof name !== "string" || name.trim() === "") {
    throw new TypeError(
      `Cannot log the dataset: field "name" is ${JSON.stringify(name) ?? String(name)}, should be a name`,
    );
  }
  // Loaded here: most cells say nothing of their data.
  const { describeDataset } = await import("../models/dataset.ts");
  const { tags } = run.logged;
  const dataset = describeDataset(name, content, options, {
    type: tags["mlflow.source.type"] ?? "LOCAL",
    name: tags["mlflow.source.name"] ?? "",
  });
  run.datasets.add(dataset);
  return dataset;
}
