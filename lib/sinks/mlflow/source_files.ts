import { fileContent } from "./file_content.ts";
import { filesBelow } from "./file_tree.ts";
import type { SourceFile } from "./source.ts";

/** Files of a folder on this machine, large ones as streams. */
export async function* localFiles(folder: string | undefined): AsyncGenerator<SourceFile> {
  if (folder === undefined) return;
  for (const { key, path } of filesBelow(folder)) yield { path: key, content: await fileContent(path, key) };
}
