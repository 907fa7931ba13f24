import { messageOf } from "../errors.ts";
import { basename, dirname, join, resolve } from "node:path";
import type { Host } from "../host.ts";
import type { EarlyKernel } from "./early_kernel.ts";
import { type Notebook, serialiseNotebook } from "./nbformat.ts";
import { NotebookError } from "./notebook_error.ts";
import { injectParameters, type Parameters, unknownParameter } from "./parameters.ts";
import { readNotebook } from "./read_notebook.ts";
import { fileKernel } from "./result_places.ts";
import { type NotebookRun, runNotebook, type RunNotebookOptions } from "./run_notebook.ts";

/** How to run a notebook that is a file. */
export interface RunFileOptions
  extends Pick<RunNotebookOptions, "timeoutMs" | "signal" | "killSignal" | "onEvent"> {
  /** Folder for everything that is written. */
  readonly out: string;
  /** Put into a cell of their own. Default: none. */
  readonly parameters?: Parameters | undefined;
  /** A kernel that has been started for it already. Default: none. */
  readonly early?: EarlyKernel | undefined;
}

/** What became of a notebook and where its results are; all paths are absolute. */
export interface FileRun extends NotebookRun {
  /** The notebook that was read. */
  readonly file: string;
  /** The notebook with its outputs. */
  readonly executed: string;
  /** What may be a mistake, one sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Runs a notebook in its own folder and writes it with its outputs to `out`, anew after each cell: what was executed
 * is there whatever happens next. The notebook that was read stays as it is.
 *
 * @throws {NotebookError} When the file cannot be read, is no notebook of the Deno kernel, or would be overwritten.
 */
export async function runFile(path: string, host: Host, options: RunFileOptions): Promise<FileRun> {
  const file = resolve(path);
  const { notebook: read } = readNotebook(path);
  const { notebook, unknown, declared } = injectParameters(read, options.parameters ?? {});
  const executed = join(resolve(options.out), basename(file));
  if (executed === file || realPath(executed) === realPath(file)) {
    throw new NotebookError(
      `Cannot run notebook "${path}": its outputs would overwrite it, give another folder to --out`,
    );
  }
  makeFolder(dirname(executed));
  const save = (state: Notebook) => writeWhole(executed, serialiseNotebook(state));
  const place = fileKernel({ file, out: options.out }, host);
  const early = options.early?.take(place);
  const run = await runNotebook(notebook, {
    ...options,
    ...place,
    ...(early ? { start: () => early } : {}),
    onChange: save,
  });
  save(run.notebook);
  const warnings = unknown.map((name) => unknownParameter(path, name, declared));
  return { ...run, file, executed, warnings };
}

function realPath(path: string): string | undefined {
  try {
    return Deno.realPathSync(path);
  } catch {
    // Not there yet, so it is no other name of a file that is.
    return undefined;
  }
}

/** Makes a folder for results, and those above it. */
export function makeFolder(path: string): void {
  try {
    Deno.mkdirSync(path, { recursive: true });
  } catch (cause) {
    throw new NotebookError(`Cannot make the folder "${path}" for the results: ${messageOf(cause)}`, {
      cause,
    });
  }
}

/** Writes a file; a reader sees the old one or the new one, never half of it. */
export function writeWhole(path: string, text: string): void {
  const part = `${path}.part`;
  try {
    Deno.writeTextFileSync(part, text);
    Deno.renameSync(part, path);
  } catch (cause) {
    throw new NotebookError(`Cannot write "${path}": ${messageOf(cause)}`, {
      cause,
    });
  }
}
