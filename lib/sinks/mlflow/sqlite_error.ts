import { messageOf } from "../../errors.ts";
import { SinkError } from "../sink_error.ts";

const SYNC = "run: wattbook sync";

/**
 * What SQLite answers, with the remedy; the first pattern that fits counts. `passing` where the same call can
 * succeed later without anybody touching the file.
 */
const ANSWERS: readonly { readonly answer: RegExp; readonly says: string; readonly passing: boolean }[] = [
  {
    answer: /locked|busy|locking protocol/i,
    says: `another program holds it all the time; close that, then ${SYNC}`,
    passing: true,
  },
  { answer: /is full/i, says: `the disk is full; free some space, then ${SYNC}`, passing: true },
  {
    answer: /readonly|read-only/i,
    says:
      "the file or its folder is read-only, should be writable; or name another file (sqlite:///other.db)",
    passing: false,
  },
  {
    answer: /not a database|malformed|unsupported file format/i,
    says: `it is damaged or no SQLite file; move it away, then ${SYNC} (a new one is made)`,
    passing: false,
  },
  {
    answer: /FOREIGN KEY/i,
    says: "the run or its experiment is no longer in the store; somebody deleted it",
    passing: false,
  },
  {
    answer: /unable to open/i,
    says: "the file cannot be opened or made there; the folder may be read-only, should be writable",
    passing: false,
  },
  { answer: /I\/O error/i, says: `the disk does not take it; free some space, then ${SYNC}`, passing: true },
];

/**
 * An error of SQLite as one line with the remedy.
 *
 * @param attempt What was tried: `"log to a run"`.
 * @param file The store.
 * @param cause What SQLite said.
 */
export function sqliteError(attempt: string, file: string, cause: unknown): SinkError {
  const message = messageOf(cause);
  const known = ANSWERS.find(({ answer }) => answer.test(message));
  const reason = known ? `${known.says} (${message})` : message;
  return new SinkError(`Cannot ${attempt} in "${file}": ${reason.replaceAll(/\s+/g, " ")}`, {
    cause,
    passing: known?.passing ?? false,
  });
}
