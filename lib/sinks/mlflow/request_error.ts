import { SinkError } from "../sink_error.ts";

/** What came back for a request that was not done, or did not come back. */
export interface Answer {
  /** HTTP status; `undefined` when there was no answer. */
  readonly status?: number;
  /** Media type of the body. */
  readonly type?: string;
  /** The body. */
  readonly text?: string;
  /** Where a redirect leads. */
  readonly location?: string;
  /** Seconds that the server asks to wait. */
  readonly retryAfterS?: number;
  /** Why there was no answer. */
  readonly cause?: unknown;
}

/** A request that MLflow refused, or whose answer was lost. */
export class RequestError extends SinkError {
  /** Names the error. */
  override name = "RequestError";
  /** The answer as it was. */
  readonly answer: Answer;
  /** MLflow's own error code, `"RESOURCE_DOES_NOT_EXIST"`; `undefined` when the answer is not MLflow's. */
  readonly code: string | undefined;
  /** First line of MLflow's message: what follows is often raw SQL. */
  readonly reason: string | undefined;

  constructor(message: string, answer: Answer) {
    const { status, cause } = answer;
    super(message, { ...(status === undefined ? {} : { status }), passing: isPassing(status), cause });
    this.answer = answer;
    const { code, reason } = mlflowError(answer);
    this.code = code;
    this.reason = reason;
  }
}

/** No answer, 408, 429 and 5xx may go well later; 501 says that it never will. */
function isPassing(status: number | undefined): boolean {
  return status === undefined || status === 408 || status === 429 || (status >= 500 && status !== 501);
}

function mlflowError({ text = "" }: Answer): { code?: string; reason?: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // A web page or plain text: not MLflow's own words.
    return {};
  }
  if (typeof value !== "object" || value === null) return {};
  const { error_code, message } = value as Readonly<Record<string, unknown>>;
  return {
    ...(typeof error_code === "string" ? { code: error_code } : {}),
    ...(typeof message === "string" ? { reason: (message.split("\n")[0] ?? "").slice(0, 300) } : {}),
  };
}
