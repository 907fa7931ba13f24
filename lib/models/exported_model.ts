import type { OnnxGraph } from "./onnx/onnx_graph.ts";

/** A file of a model. */
export interface ModelFile {
  /** Its name below the model's folder. */
  readonly path: string;
  /** What is in it. */
  readonly content: Uint8Array<ArrayBuffer>;
}

/** Files in the formats of a model's own kind. */
export interface NativeFiles {
  /** The files. */
  readonly files: readonly ModelFile[];
  /** Which of them could not be made, and why, as sentences. */
  readonly notes: readonly string[];
}

/** What a model answers to some rows: one number per row and output, or one label per row. */
export type ModelAnswers = ArrayLike<number> | readonly (number | string)[];

/** A trained model, taken apart. */
export interface ExportedModel {
  /** Library that it is of. */
  readonly kind: string;
  /** The same model in ONNX. */
  readonly graph: OnnxGraph;
  /** The output of the graph that answers as the model itself does. */
  readonly answer: string;
  /** Asks the model itself, for a comparison. `rows` hold the numbers of one row each, flat. */
  predict(rows: readonly Float32Array[]): Promise<ModelAnswers>;
  /** Rows that reach every part of the model; absent where any will do. */
  readonly probes?: readonly Float32Array[];
  /** Names of the columns that it takes, where it knows them. */
  readonly columns?: readonly string[];
  /** Files in formats that its own library and others read. */
  files(load: (specifier: string) => Promise<unknown>): Promise<NativeFiles>;
  /** What Python needs to read those files, as pip writes it. */
  readonly requirements?: readonly string[];
}

/** A kind of model that can be written as a file. */
export interface Exporter {
  /** Kind of the adapter, as `adapterFor()` names it. */
  readonly kind: string;
  /** For people, when nothing fits. */
  readonly models: string;
  /**
   * Takes a model apart.
   *
   * @param model The model.
   * @param width Numbers per row, where an example tells; some models know only the columns that they use.
   * @throws {TypeError} When a part of it cannot be exported; it names the part.
   */
  take(model: object, width?: number): Promise<ExportedModel>;
}
