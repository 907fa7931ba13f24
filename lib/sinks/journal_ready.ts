/** Folder of the lines below a journal's root. */
export const LINES_FOLDER = "journal";

/** An empty file that becomes the next journal of the folder, whichever process begins it. */
const READY = "next.spare";

/**
 * Makes the file of the next journal ahead: on some disks creating one takes as long as an empty cell, giving it
 * another name does not. Whatever goes wrong is told when the journal begins.
 *
 * @param folder Root of the journal, in which a journal has begun.
 */
export function makeReady(folder: string): void {
  try {
    Deno.openSync(`${folder}/${LINES_FOLDER}/${READY}`, { createNew: true, write: true, mode: 0o600 })
      .close();
  } catch {
    // It is there already, or the folder is not: then the journal makes its file itself.
  }
}

/** Gives the file that was made ahead its name. Only one process can: who comes too late makes a file of its own. */
export function takeReady(folder: string, path: string): void {
  try {
    Deno.renameSync(`${folder}/${LINES_FOLDER}/${READY}`, path);
  } catch {
    // Another process was quicker, or somebody tidied up.
  }
}
