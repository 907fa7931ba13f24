import { nearest } from "../carbon/nearest.ts";
import type { Cell, CodeCell, Notebook } from "./nbformat.ts";
import { NotebookError } from "./notebook_error.ts";

/** Values of a notebook's parameters, by name; anything that JSON can hold. */
export type Parameters = Readonly<Record<string, unknown>>;

/** A notebook that has got its parameters. */
export interface Injected {
  /** The notebook; the one that was given stays as it is. */
  readonly notebook: Notebook;
  /** Names that its cell of parameters does not declare: misspelt, or meant for another notebook. */
  readonly unknown: readonly string[];
  /** Names that it does declare. */
  readonly declared: readonly string[];
}

const NAME = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;
const PARAMETERS = "parameters", INJECTED = "injected-parameters";

/**
 * Reads `name=value`. A value that is JSON is taken as that (`0.1`, `true`, `[1,2]`, `"007"`), everything else as text.
 *
 * @param text What stands behind `--param`.
 * @throws {NotebookError} When there is no name, or one that no variable can have.
 */
export function parseParameter(text: string): [name: string, value: unknown] {
  const { name, value } = halves(text, "--param");
  return [name, jsonOrText(value)];
}

/**
 * Reads `name=a,b,c`: the values that a parameter takes one after the other; or a JSON list of them.
 *
 * @param text What stands behind `--grid`.
 * @throws {NotebookError} When there is no name or no value, or a value stands there twice.
 */
export function parseGrid(text: string): [name: string, values: readonly unknown[]] {
  const { name, value } = halves(text, "--grid");
  const whole = jsonOrText(value);
  const values = Array.isArray(whole) ? whole : value.split(",").map((part) => jsonOrText(part.trim()));
  const texts = values.map((each) => JSON.stringify(each));
  const twice = texts.find((each, index) => texts.indexOf(each) !== index);
  if (values.length === 0 || value.trim() === "") {
    throw new NotebookError(`Cannot use --grid "${text}": there is no value, should be "${name}=a,b,c"`);
  }
  if (twice !== undefined) {
    throw new NotebookError(`Cannot use --grid "${text}": ${twice} stands there twice`);
  }
  return [name, values];
}

/** Every combination of the values of some parameters; one empty one when there are none. */
export function combinations(grid: Readonly<Record<string, readonly unknown[]>>): Parameters[] {
  return Object.entries(grid).reduce<Parameters[]>(
    (sets, [name, values]) => sets.flatMap((set) => values.map((value) => ({ ...set, [name]: value }))),
    [{}],
  );
}

/**
 * Puts parameters into a notebook: in a cell tagged `injected-parameters` behind the one tagged `parameters`, or in
 * front of everything where there is none. One that an earlier run has put there is replaced. A name is declared as
 * the cell of parameters declares it, since a kernel refuses a `const` for what was a `let`.
 */
export function injectParameters(notebook: Notebook, parameters: Parameters): Injected {
  if (Object.keys(parameters).length === 0) return { notebook, unknown: [], declared: [] };
  const cells = notebook.cells.filter((cell) => !hasTag(cell, INJECTED));
  const at = cells.findIndex((cell) => cell.cell_type === "code" && hasTag(cell, PARAMETERS));
  const source = cells[at]?.source ?? "";
  const kinds = declarations(source);
  const names = Object.keys(parameters);
  const declared = [...kinds.keys()];
  const unknown = at < 0 ? [] : names.filter((name) => !kinds.has(name));
  const lines = names.map((name) => `${kinds.get(name) ?? "const"} ${name} = ${literal(parameters[name])};`);
  const injected: CodeCell = {
    cell_type: "code",
    id: freeId(cells),
    metadata: { tags: [INJECTED] },
    source: ["// Parameters", ...lines].join("\n"),
    outputs: [],
    execution_count: null,
  };
  return { notebook: { ...notebook, cells: cells.toSpliced(at + 1, 0, injected) }, unknown, declared };
}

function halves(text: string, option: string): { name: string; value: string } {
  const at = text.indexOf("=");
  const name = text.slice(0, Math.max(0, at)).trim();
  if (NAME.test(name)) return { name, value: text.slice(at + 1) };
  throw new NotebookError(
    `Cannot use ${option} "${text}": should be "name=value" with a name for a variable`,
  );
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Texts need no quotation marks on a command line.
    return text;
  }
}

/** Which word declares each name at the top of a statement: `let rate = 0.1, depth = 3;` */
function declarations(source: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, kind = "", list = ""] of source.matchAll(/(?:^|;)\s*(const|let|var)\s+([^;\n]+)/gmu)) {
    for (
      const [, name] of list.matchAll(
        /(?:^|,\s*)([\p{ID_Start}$_][\p{ID_Continue}$]*)\s*(?::[^=,]+)?=(?!=)/gu,
      )
    ) {
      if (name !== undefined && !found.has(name)) found.set(name, kind);
    }
  }
  return found;
}

/** JSON is TypeScript, except for two line ends that may stand in its texts. */
function literal(value: unknown): string {
  return JSON.stringify(value).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}

function freeId(cells: readonly Cell[]): string {
  const taken = new Set(cells.map(({ id }) => id));
  let id = INJECTED;
  for (let again = 2; taken.has(id); again++) id = `${INJECTED}-${again}`;
  return id;
}

function hasTag({ metadata: { tags } }: Cell, tag: string): boolean {
  return Array.isArray(tags) && tags.includes(tag);
}

/** A sentence about a parameter that a notebook does not declare. */
export function unknownParameter(file: string, name: string, declared: readonly string[]): string {
  const meant = nearest(name, [...declared]);
  const has = declared.length > 0 ? `has ${declared.join(", ")}` : "declares none";
  const hint = meant ? `, did you mean "${meant}"` : "";
  return `${file}: parameter "${name}" is not in its cell tagged "parameters", which ${has}${hint}`;
}
