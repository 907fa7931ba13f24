import type { MetricPoint } from "../record/run_record.ts";

/** A model that was logged to a run, as the journal keeps it: all that a store has to know, and no file. */
export interface LoggedModel {
  /** `m-` and 32 lower hexadecimal digits, as MLflow writes them. */
  readonly id: string;
  /** Its name, any text. */
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly createdMs: number;
  /** READY when its ONNX answers as the model itself does, FAILED when it does not, PENDING when nobody could tell. */
  readonly status: "READY" | "PENDING" | "FAILED";
  /** How it was found out, or why not. */
  readonly statusMessage: string;
  /** What goes in and what comes out, each as the JSON text that MLflow writes. */
  readonly signature: { readonly inputs: string; readonly outputs: string };
  /** Whether there is a file `input_example.json`. */
  readonly hasExample: boolean;
  /** Bytes of all its files. */
  readonly bytes: number;
  /** Version of this package. */
  readonly wattbook: string;
  /** Parameters of the model. */
  readonly params: Readonly<Record<string, string>>;
  /** Its tags. */
  readonly tags: Readonly<Record<string, string>>;
  /** Metrics that say how good it is. */
  readonly metrics: readonly MetricPoint[];
  /** Under which name and alias it goes into the model registry. */
  readonly register?: { readonly name: string; readonly alias?: string | undefined } | undefined;
}

/** A logged model with the places of its files on this machine. */
export interface KeptModel extends LoggedModel {
  /** Name below the model's folder, and where the content is. */
  readonly files: readonly { readonly path: string; readonly file: string }[];
}
