/** A store that did not take what it was given; the journal still has it. */
export class SinkError extends Error {
  /** Names the error. */
  override name = "SinkError";
  /** HTTP status, where there was one. */
  readonly status: number | undefined;
  /** Whether trying again later can help. */
  readonly passing: boolean;

  constructor(message: string, options: { status?: number; passing?: boolean; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.status = options.status;
    this.passing = options.passing ?? false;
  }
}
