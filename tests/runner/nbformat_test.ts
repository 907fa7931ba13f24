import assert from "node:assert/strict";
import type { Output } from "../../lib/jupyter/outputs.ts";
import { parseNotebook, serialiseNotebook } from "../../lib/runner/nbformat.ts";

/** As Jupyter writes it: fields sorted, one blank per level, texts in lines, a line end at the end. */
const AS_JUPYTER_WRITES = `{
 "cells": [
  {
   "attachments": {
    "a.png": {
     "image/png": "aGk="
    }
   },
   "cell_type": "markdown",
   "id": "title",
   "metadata": {},
   "source": [
    "# Title\\n",
    "text"
   ]
  },
  {
   "cell_type": "code",
   "execution_count": 2,
   "id": "shows",
   "metadata": {
    "tags": [
     "x"
    ]
   },
   "outputs": [
    {
     "name": "stdout",
     "output_type": "stream",
     "text": [
      "one\\n",
      "two\\n"
     ]
    },
    {
     "data": {
      "application/vnd.plotly.v1+json": {
       "data": [],
       "layout": {}
      },
      "image/png": "aGk=",
      "image/svg+xml": [
       "<svg>\\n",
       "</svg>"
      ],
      "text/plain": [
       "plain"
      ]
     },
     "metadata": {},
     "output_type": "display_data"
    },
    {
     "data": {
      "text/plain": [
       "7"
      ]
     },
     "execution_count": 2,
     "metadata": {},
     "output_type": "execute_result"
    },
    {
     "ename": "TypeError",
     "evalue": "no",
     "output_type": "error",
     "traceback": [
      "TypeError: no",
      "    at <anonymous>:1:1"
     ]
    }
   ],
   "source": [
    "shows()"
   ]
  },
  {
   "cell_type": "code",
   "execution_count": null,
   "id": "empty",
   "metadata": {},
   "outputs": [],
   "source": []
  }
 ],
 "metadata": {
  "kernelspec": {
   "display_name": "Deno",
   "language": "typescript",
   "name": "deno"
  }
 },
 "nbformat": 4,
 "nbformat_minor": 5
}
`;

const EMPTY = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [] };
const parsed = (notebook: unknown) => parseNotebook(JSON.stringify(notebook), "x.ipynb");
const code = (fields: object) => ({
  cell_type: "code",
  metadata: {},
  source: "",
  outputs: [],
  execution_count: null,
  ...fields,
});

Deno.test("serialiseNotebook() gives back byte for byte what Jupyter wrote", () => {
  assert.equal(serialiseNotebook(parseNotebook(AS_JUPYTER_WRITES, "x.ipynb")), AS_JUPYTER_WRITES);
});

Deno.test("parseNotebook() joins the lines of texts", () => {
  const [title, shows] = parseNotebook(AS_JUPYTER_WRITES, "x.ipynb").cells;
  assert.equal(title?.source, "# Title\ntext");
  assert.ok(shows?.cell_type === "code");
  assert.deepEqual(shows.outputs[0], { output_type: "stream", name: "stdout", text: "one\ntwo\n" });
  assert.deepEqual(shows.outputs[2], {
    output_type: "execute_result",
    execution_count: 2,
    data: { "text/plain": "7" },
    metadata: {},
  });
});

Deno.test("parseNotebook() fills in what nbformat 4.0 to 4.4 leave out, and makes ids", () => {
  const notebook = parsed({
    nbformat: 4,
    nbformat_minor: 2,
    metadata: {},
    cells: [
      { cell_type: "markdown", metadata: {}, source: "a" },
      { cell_type: "code", source: ["b\n", "c"] },
      code({ id: "kept" }),
      code({ id: "kept" }),
      code({ id: "not valid" }),
      code({ id: "cell-1" }),
    ],
  });
  assert.deepEqual(notebook.cells.map(({ id }) => id), [
    "cell-1-2",
    "cell-2",
    "kept",
    "cell-4",
    "cell-5",
    "cell-1",
  ]);
  assert.deepEqual(notebook.cells[1], {
    cell_type: "code",
    id: "cell-2",
    metadata: {},
    source: "b\nc",
    outputs: [],
    execution_count: null,
  });
  assert.equal(JSON.parse(serialiseNotebook(notebook)).nbformat_minor, 5);
});

Deno.test("serialiseNotebook() writes lines with their ends, whatever those are", () => {
  const lines = (source: string) => {
    const notebook = { metadata: {}, cells: [{ cell_type: "raw" as const, id: "a", metadata: {}, source }] };
    return JSON.parse(serialiseNotebook(notebook)).cells[0].source;
  };
  assert.deepEqual(lines(""), []);
  assert.deepEqual(lines("a"), ["a"]);
  assert.deepEqual(lines("a\n"), ["a\n"]);
  assert.deepEqual(lines("\n\nb"), ["\n", "\n", "b"]);
  assert.deepEqual(lines("a\r\nb"), ["a\r\n", "b"]);
});

Deno.test("serialiseNotebook() writes objects for JSON types only", () => {
  const output: Output = {
    output_type: "display_data",
    metadata: {},
    data: {
      "text/plain": 5,
      "text/html": { a: 1 },
      "image/png": "a\nb",
      "application/json": [1],
      "application/x+json": "s",
    },
  };
  const cell = {
    cell_type: "code" as const,
    id: "a",
    metadata: {},
    source: "",
    outputs: [output],
    execution_count: 1,
  };
  const [written] = JSON.parse(serialiseNotebook({ metadata: {}, cells: [cell] })).cells[0].outputs;
  assert.deepEqual(written.data, {
    "application/json": [1],
    "application/x+json": "s",
    "image/png": "a\nb",
    "text/html": ['{"a":1}'],
    "text/plain": ["5"],
  });
});

Deno.test.each([
  {
    what: "an older format",
    given: { nbformat: 3, worksheets: [] },
    says: 'field "nbformat" is 3, should be 4 (convert it: jupyter nbconvert --to notebook FILE)',
  },
  {
    what: "no notebook",
    given: { a: 1 },
    says: 'field "nbformat" is missing, should be 4 (convert it: jupyter nbconvert --to notebook FILE)',
  },
  { what: "a list", given: [1], says: "the file is [1], should be an object" },
  {
    what: "no cells",
    given: { ...EMPTY, cells: undefined },
    says: 'field "cells" is missing, should be a list of cells',
  },
  {
    what: "cells that are none",
    given: { ...EMPTY, cells: "a" },
    says: 'field "cells" is "a", should be a list of cells',
  },
  {
    what: "an unknown kind of cell",
    given: { ...EMPTY, cells: [code({}), { cell_type: "heading" }] },
    says: 'field "cells[1].cell_type" is "heading", should be one of "code", "markdown", "raw"',
  },
  {
    what: "a cell without text",
    given: { ...EMPTY, cells: [code({ source: undefined })] },
    says: 'field "cells[0].source" is missing, should be a text or a list of texts',
  },
  {
    what: "a number for a text",
    given: { ...EMPTY, cells: [code({ source: 5 })] },
    says: 'field "cells[0].source" is 5, should be a text or a list of texts',
  },
  {
    what: "an unknown output",
    given: { ...EMPTY, cells: [code({ outputs: [{ output_type: "pyout" }] })] },
    says:
      'field "cells[0].outputs[0].output_type" is "pyout", should be one of "stream", "display_data", "execute_result", "error"',
  },
  {
    what: "half a count",
    given: { ...EMPTY, cells: [code({ execution_count: 1.5 })] },
    says: 'field "cells[0].execution_count" is 1.5, should be a whole number or null',
  },
  {
    what: "a traceback as text",
    given: {
      ...EMPTY,
      cells: [code({ outputs: [{ output_type: "error", ename: "a", evalue: "b", traceback: "c" }] })],
    },
    says: 'field "cells[0].outputs[0].traceback" is "c", should be a list',
  },
  {
    what: "metadata that are none",
    given: { ...EMPTY, metadata: 1 },
    says: 'field "metadata" is 1, should be an object',
  },
])("parseNotebook() refuses $what and names file, field, value and remedy", ({ given, says }) => {
  assert.throws(() => parsed(given), {
    name: "NotebookError",
    message: `Cannot read notebook "x.ipynb": ${says}`,
  });
});

Deno.test("parseNotebook() refuses what is no JSON", () => {
  for (const text of ["", "{", "PK\u0003\u0004", "import x"]) {
    assert.throws(
      () => parseNotebook(text, "x.ipynb"),
      /^NotebookError: Cannot read notebook "x\.ipynb": it is no JSON \(.+\), should be a Jupyter notebook$/,
    );
  }
});
