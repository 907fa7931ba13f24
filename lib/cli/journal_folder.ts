import { isFolder } from "../sinks/is_folder.ts";
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
  const found = findJournal(from);
  if (found === undefined) throw new CliError(`no journal in ${quoted(inFolder(from))}`, 1);
  return found;
}

/** The same, where it may be something else that is named: `undefined` when it is no journal. */
export function findJournal(from: string): string | undefined {
  return [inFolder(from), from].find((folder) => isFolder(`${folder}/${LINES_FOLDER}`));
}

function inFolder(from: string): string {
  return `${from}/.wattbook`;
}
