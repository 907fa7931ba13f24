import { messageOf } from "../errors.ts";
import { type Notebook, parseNotebook } from "./nbformat.ts";
import { NotebookError } from "./notebook_error.ts";

/**
 * Reads a notebook of the Deno kernel from its file.
 *
 * @param path The file; errors name it so.
 * @returns The notebook and the file's text.
 * @throws {NotebookError} When the file cannot be read, or is none.
 */
export function readNotebook(path: string): { readonly notebook: Notebook; readonly text: string } {
  const text = readText(path, path);
  const notebook = parseNotebook(text, path);
  checkLanguage(notebook, path);
  return { notebook, text };
}

function readText(file: string, name: string): string {
  try {
    return Deno.readTextFileSync(file);
  } catch (cause) {
    const why = cause instanceof Deno.errors.NotFound
      ? "no such file"
      : cause instanceof Deno.errors.IsADirectory
      ? "it is a folder"
      : messageOf(cause);
    throw new NotebookError(`Cannot read notebook "${name}": ${why}`, { cause });
  }
}

/** A notebook that names no language is taken for one of ours. */
function checkLanguage({ metadata }: Notebook, name: string): void {
  const fields = [["kernelspec", "language"], ["language_info", "name"]] as const;
  for (const [part, field] of fields) {
    const language = Object(metadata[part])[field];
    if (typeof language === "string" && !/^(typescript|javascript|deno)$/i.test(language)) {
      throw new NotebookError(
        `Cannot run notebook "${name}": field "metadata.${part}.${field}" is "${language}", should be "typescript": ` +
          "only notebooks of the Deno kernel can be run",
      );
    }
  }
}
