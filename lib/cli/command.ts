import { messageOf } from "../errors.ts";
import { parseArgs, type ParseArgsOptionsConfig } from "node:util";

/** One command of the command line. */
export interface Command {
  /** What `--help` prints. */
  readonly help: string;
  /** Runs it with the words behind its name; returns the exit status. */
  run(args: readonly string[]): Promise<number>;
}

/** An error of the caller: printed on one line. */
export class CliError extends Error {
  /** Names the error. */
  override name = "CliError";
  /** Exit status: 2 for words that are off, 1 for everything else. */
  readonly status: number;

  constructor(message: string, status = 2) {
    super(message);
    this.status = status;
  }
}

/**
 * Parses the words of a command.
 *
 * @throws {CliError} When an option is unknown or lacks its value.
 */
export function parseWords<const Options extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: Options,
): ReturnType<typeof parseArgs<{ options: Options; allowPositionals: true; strict: true; args: string[] }>> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    // parseArgs throws TypeError with a message for people; only the exit status has to be ours.
    throw new CliError(`${messageOf(error)}`);
  }
}
