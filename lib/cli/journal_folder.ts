import { LINES_FOLDER } from "../sinks/journal.ts";
import { quoted } from "../sinks/quoted.ts";
import { CliError } from "./command.ts";

/**
 * The root of a journal that a user names.
 *
 * @param from Folder that holds `.wattbook`, or that folder itself.
 * @throws {CliError} When there is none.
 */
export function journalFolder(from: string): string {
  const folders = [`${from}/.wattbook`, from];
  const found = folders.find((folder) => isFolder(`${folder}/${LINES_FOLDER}`));
  if (found === undefined) throw new CliError(`no journal in ${quoted(folders[0] ?? from)}`, 1);
  return found;
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    // Not there, or not readable: the caller says so.
    return false;
  }
}
