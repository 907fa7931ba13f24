import { createHash } from "node:crypto";
import { basename, join, resolve } from "node:path";
import type { Notebook } from "./nbformat.ts";
import { NotebookError } from "./notebook_error.ts";
import { injectParameters, type Parameters, unknownParameter } from "./parameters.ts";
import { readNotebook } from "./read_notebook.ts";

/** One notebook with one set of parameters. */
export interface SweepJob {
  /** Tells jobs apart from one call to the next: the same file, content and parameters have the same key. */
  readonly key: string;
  /** Name for people: `"train rate=0.1"`. */
  readonly name: string;
  /** The notebook that was read; an absolute path. */
  readonly file: string;
  /** Its parameters. */
  readonly parameters: Parameters;
  /** The notebook with its parameters. */
  readonly notebook: Notebook;
  /** Where it goes with its outputs; an absolute path. */
  readonly executed: string;
}

/** What a sweep is made of. */
export interface SweepPlan {
  /** What can run, in the order in which it is begun. */
  readonly jobs: readonly SweepJob[];
  /** What cannot run, and why, one sentence each. */
  readonly refused: readonly { readonly name: string; readonly problem: string }[];
  /** What may be a mistake, one sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Plans every notebook with every set of parameters. A notebook that cannot be read, or would be written over another
 * one, is refused; the others stay.
 *
 * @param files Notebooks.
 * @param sets Sets of parameters.
 * @param out Folder for the executed notebooks.
 */
export function planSweep(
  files: readonly string[],
  sets: readonly Parameters[],
  out: string,
): SweepPlan {
  const jobs: SweepJob[] = [], refused: { name: string; problem: string }[] = [];
  const warnings = new Set<string>();
  const varies = sets.length > 1;
  for (const path of files) {
    try {
      const { notebook, text } = readNotebook(path);
      for (const parameters of sets) {
        const { notebook: injected, unknown, declared } = injectParameters(notebook, parameters);
        for (const name of unknown) warnings.add(unknownParameter(path, name, declared));
        const job = jobOf(resolve(path), text, injected, parameters, out, varies ? distinguishing(sets) : []);
        const other = jobs.find(({ executed }) => executed === job.executed);
        if (other) {
          const problem = `Cannot run notebook "${path}": it would be written to "${job.executed}" like ` +
            `"${other.file}", run it with another --out`;
          refused.push({ name: path, problem });
        } else if (job.executed === job.file) {
          const problem =
            `Cannot run notebook "${path}": its outputs would overwrite it, give another folder to --out`;
          refused.push({ name: path, problem });
        } else jobs.push(job);
      }
    } catch (error) {
      if (!(error instanceof NotebookError)) throw error;
      // The other notebooks run all the same.
      refused.push({ name: path, problem: error.message });
    }
  }
  return { jobs, refused, warnings: [...warnings] };
}

/** Names of the parameters that are not the same in all sets. */
function distinguishing(sets: readonly Parameters[]): string[] {
  const [first = {}] = sets;
  return Object.keys(first).filter((name) =>
    sets.some((set) => JSON.stringify(set[name]) !== JSON.stringify(first[name]))
  );
}

function jobOf(
  file: string,
  text: string,
  notebook: Notebook,
  parameters: Parameters,
  out: string,
  shown: readonly string[],
): SweepJob {
  const stem = basename(file).replace(/\.ipynb$/i, "");
  const words = shown.map((name) => `${name}=${wordOf(parameters[name])}`);
  const safe = words.map((word) => word.replaceAll(/[^\w=.+-]+/g, "_").slice(0, 60));
  // Names that were cut or changed might meet.
  const mark = safe.join() === words.join() ? "" : `.${hash(words.join("\0")).slice(0, 8)}`;
  return {
    key: hash([file, text, JSON.stringify(parameters)].join("\0")),
    name: [stem, ...words].join(" "),
    file,
    parameters,
    notebook,
    executed: join(resolve(out), `${[stem, ...safe].join(".")}${mark}.ipynb`),
  };
}

function wordOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}
