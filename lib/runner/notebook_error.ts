/** A file that is no notebook, or not one that can be run or written. */
export class NotebookError extends Error {
  /** Names the error. */
  override name = "NotebookError";
}
