import { finiteOrText } from "../units.ts";
import { createHash } from "node:crypto";
import type { RunDataset } from "../record/dataset.ts";
import { asRows, type Columns, type Inputs, isColumns, isTensor, type Label, rowCount } from "./test_set.ts";

/** Rows by name, as a CSV file gives them. */
export type Records = readonly Readonly<Record<string, number | string | boolean | null>>[];

/** Data that a run can be said to have used: inputs, inputs with their answers, or rows by name. */
export type DatasetContent = Inputs | Records | { readonly x: Inputs; readonly y: readonly Label[] };

/** What is said of a dataset beside its content. */
export interface DatasetOptions {
  /** What it was used for: `"training"` (default), `"eval"`, or any other word. */
  readonly context?: string;
  /** Where it comes from: an `http(s)` address or a file. Default: the notebook or program itself. */
  readonly source?: string | URL;
}

/** The notebook or program that is a dataset's source when none is named. */
export interface CodeSource {
  /** `"NOTEBOOK"` or `"LOCAL"`. */
  readonly type: string;
  /** Its path. */
  readonly name: string;
}

/** As MLflow's own digests: rows beyond these are only counted. */
const HASHED_ROWS = 10_000;

/**
 * Describes a dataset for MLflow: its shape, its columns, and a digest by which the same data is found again.
 *
 * The digest is the first eight hexadecimal digits of an MD5 over the first 10,000 rows and the number of rows; it
 * differs from the one that MLflow for Python makes of the same data. Of a tensor only the shape is read.
 *
 * @param name Its name, any text.
 * @param content The data.
 * @param options What it was used for, and where it comes from.
 * @param code What its source is when none is named.
 * @throws {TypeError} When the content has another form.
 * @throws {RangeError} When it has no row, or inputs and answers differ in number.
 */
export function describeDataset(
  name: string,
  content: DatasetContent,
  { context = "training", source }: DatasetOptions,
  code: CodeSource,
): RunDataset {
  const { x, y } = withAnswers(content);
  const rows = rowCount(x);
  if (y && y.length !== rows) {
    throw new RangeError(
      `Cannot describe dataset "${name}": x has ${rows} rows and y has ${y.length} answers, expected as many`,
    );
  }
  const facts = isTensor(x) ? tensorFacts(x) : isColumns(x) ? columnFacts(x) : matrixFacts(x);
  const targets = y && { spec: typeOf(y), shape: [rows], values: y.slice(0, HASHED_ROWS) };
  return {
    name,
    digest: digestOf([facts.hashed, targets?.values ?? null, rows]),
    ...sourceOf(source, code),
    schema: JSON.stringify(facts.schema(targets?.spec)),
    profile: JSON.stringify({
      num_rows: rows,
      num_elements: facts.elements + (y ? rows : 0),
      ...(facts.shape ? { features_shape: facts.shape } : {}),
      ...(targets && facts.shape ? { targets_shape: targets.shape } : {}),
    }),
    tags: { "mlflow.data.context": context },
  };
}

type ColumnType = "double" | "long" | "string" | "boolean";

/** What the form of the inputs decides. */
interface Facts {
  /** What the digest goes over. */
  readonly hashed: unknown;
  /** Numbers and texts in all. */
  readonly elements: number;
  /** Length of each axis; `undefined` for columns by name. */
  readonly shape?: readonly number[];
  /** The columns or axes, with those of the answers. */
  schema(answers: ColumnType | undefined): unknown;
}

function withAnswers(content: DatasetContent): { x: Inputs; y?: readonly Label[] } {
  if (isRecords(content)) return { x: asColumns(content) };
  if (isInputs(content)) return { x: content };
  return isRecords(content.x) ? { ...content, x: asColumns(content.x) } : content;
}

function isInputs(content: Exclude<DatasetContent, Records>): content is Inputs {
  return !isPaired(content);
}

/** `{ x, y }`, and not columns of these names: those hold numbers, this holds rows. */
function isPaired(content: unknown): content is { x: Inputs; y: readonly Label[] } {
  if (typeof content !== "object" || content === null || !("x" in content) || !("y" in content)) return false;
  const { x } = content;
  return Array.isArray(content.y) && typeof x === "object" && x !== null &&
    (!Array.isArray(x) || typeof x[0] === "object");
}

function isRecords(content: unknown): content is Records {
  if (!Array.isArray(content)) return false;
  const [first] = content;
  return typeof first === "object" && first !== null && Object.getPrototypeOf(first) === Object.prototype;
}

function asColumns(records: Records): Columns {
  const names = Object.keys(records[0] ?? {});
  return Object.fromEntries(names.map((name) => [
    name,
    records.map(({ [name]: value = null }) => typeof value === "boolean" ? String(value) : value),
  ]));
}

function columnFacts(columns: Columns): Facts {
  const entries = Object.entries(columns);
  return {
    hashed: entries.map(([name, values]) => [name, values.slice(0, HASHED_ROWS)]),
    elements: entries.reduce((sum, [, values]) => sum + values.length, 0),
    schema: (answers) => ({
      mlflow_colspec: [
        ...entries.map(([name, values]) => ({
          type: typeOf(values),
          name,
          required: !values.includes(null),
        })),
        ...(answers ? [{ type: answers, name: "y", required: true }] : []),
      ],
    }),
  };
}

function matrixFacts(x: Inputs): Facts {
  const rows = asRows(x), width = rows[0]?.length ?? 0;
  const facts = tensorFacts({ shape: [rows.length, width] });
  return { ...facts, hashed: rows.slice(0, HASHED_ROWS).map((row) => Array.from(row)) };
}

function tensorFacts(x: { readonly shape: readonly number[] } | { readonly dims: readonly number[] }): Facts {
  const shape = "shape" in x ? x.shape : x.dims;
  const spec = (dtype: string, axes: readonly number[]) =>
    JSON.stringify([{ type: "tensor", "tensor-spec": { dtype, shape: [-1, ...axes] } }]);
  return {
    hashed: shape,
    elements: shape.reduce((product, length) => product * length, 1),
    shape,
    schema: (answers) => ({
      mlflow_tensorspec: {
        features: spec("float64", shape.slice(1)),
        targets: answers ? spec(DTYPES[answers], []) : null,
      },
    }),
  };
}

/** NumPy's names, which MLflow reads. */
const DTYPES: Readonly<Record<ColumnType, string>> = {
  double: "float64",
  long: "int64",
  string: "str",
  boolean: "bool",
};

function typeOf(values: readonly (number | string | null)[]): ColumnType {
  const known = values.filter((value) => value !== null);
  if (known.some((value) => typeof value === "string")) return "string";
  return known.every(Number.isInteger) ? "long" : "double";
}

function digestOf(content: unknown): string {
  return createHash("md5").update(JSON.stringify(content, finiteOrText)).digest("hex").slice(0, 8);
}

function sourceOf(
  source: string | URL | undefined,
  code: CodeSource,
): { readonly sourceType: string; readonly source: string } {
  if (source === undefined) {
    const tags = { "mlflow.source.type": code.type, "mlflow.source.name": code.name };
    return { sourceType: "code", source: JSON.stringify({ tags }) };
  }
  const text = String(source);
  return /^https?:/i.test(text)
    ? { sourceType: "http", source: JSON.stringify({ url: text }) }
    : { sourceType: "local", source: JSON.stringify({ uri: text.replace(/^file:\/\//, "") }) };
}
