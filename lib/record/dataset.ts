/** Data that a run was trained or tested on, as MLflow keeps it. */
export interface RunDataset {
  /** Its name. */
  readonly name: string;
  /** First eight hexadecimal digits of an MD5, in general. */
  readonly digest: string;
  /** Kind of its source: `"local"`, `"http"`, `"code"`. */
  readonly sourceType: string;
  /** Its source as JSON. */
  readonly source: string;
  /** Its columns as JSON. */
  readonly schema?: string | undefined;
  /** Its size as JSON. */
  readonly profile?: string | undefined;
  /** What it was used for: `mlflow.data.context` is `"training"` or `"eval"`. */
  readonly tags: Readonly<Record<string, string>>;
}
