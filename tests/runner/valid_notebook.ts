import assert from "node:assert/strict";

const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  code: ["cell_type", "execution_count", "id", "metadata", "outputs", "source"],
  markdown: ["cell_type", "id", "metadata", "source"],
  raw: ["cell_type", "id", "metadata", "source"],
  stream: ["name", "output_type", "text"],
  display_data: ["data", "metadata", "output_type"],
  execute_result: ["data", "execution_count", "metadata", "output_type"],
  error: ["ename", "evalue", "output_type", "traceback"],
};

/** What the schema of nbformat 4.5 asks for: fields of each kind and no others, types, unique ids. */
export function assertValidNotebook(text: string): void {
  const notebook = JSON.parse(text);
  assert.deepEqual(Object.keys(notebook).sort(), ["cells", "metadata", "nbformat", "nbformat_minor"]);
  assert.deepEqual([notebook.nbformat, notebook.nbformat_minor], [4, 5]);
  const ids = new Set<string>();
  for (const cell of notebook.cells) {
    assert.deepEqual(Object.keys(cell).sort(), REQUIRED[cell.cell_type]);
    assert.match(cell.id, /^[a-zA-Z0-9_-]{1,64}$/);
    assert.ok(!ids.has(cell.id), cell.id);
    ids.add(cell.id);
    assertLines(cell.source);
    assert.ok(isObject(cell.metadata));
    if (cell.cell_type !== "code") continue;
    assert.ok(cell.execution_count === null || Number.isInteger(cell.execution_count));
    for (const output of cell.outputs) assertOutput(output);
  }
}

function assertOutput(output: Record<string, unknown>): void {
  const kind = String(output["output_type"]);
  assert.deepEqual(Object.keys(output).sort(), REQUIRED[kind]);
  if (kind === "stream") assertLines(output["text"]);
  if (kind === "error") assertLines(output["traceback"]);
  if (!("data" in output)) return;
  assert.ok(isObject(output["data"]) && isObject(output["metadata"]));
  for (const [mime, value] of Object.entries(output["data"])) {
    if (!mime.endsWith("json") && typeof value !== "string") assertLines(value);
  }
}

function assertLines(value: unknown): void {
  assert.ok(Array.isArray(value) && value.every((line) => typeof line === "string"));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
