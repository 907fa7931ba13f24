import { NotebookError } from "./notebook_error.ts";
import { ServerLost } from "./notebook_kernel.ts";
import type { ServerAddress } from "./server_address.ts";
import { statusOf } from "./services.ts";

/** Asks a server; what goes wrong becomes one sentence with a remedy. */
export async function asked<Answer>(
  { url, token }: ServerAddress,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof NotebookError || !(error instanceof Error)) throw error;
    const status = statusOf(error);
    const why = error.message.replaceAll(token === "" ? "\0" : token, "…").split("\n")[0];
    if (status === 401 || status === 403) {
      const remedy = token === ""
        ? "give a token with --token or JUPYTER_TOKEN"
        : "the token is wrong or expired";
      throw new NotebookError(`Cannot use ${url}: it answered ${status}, ${remedy}`, { cause: error });
    }
    if (error instanceof SyntaxError) {
      throw new NotebookError(`Cannot use ${url}: it answered something else, should be a Jupyter server`, {
        cause: error,
      });
    }
    if (status !== undefined && status < 500) {
      throw new NotebookError(
        `Cannot use ${url}: it answered ${status} (${why}), should be a Jupyter server`,
        {
          cause: error,
        },
      );
    }
    throw new ServerLost(`Cannot reach ${url}: ${why}`, { cause: error });
  }
}

/** Has the reason in its message: the library keeps nothing else of an error. */
export function unreached(error: unknown): Error {
  const reasons: string[] = [];
  for (let below: unknown = error; below instanceof Error; below = below.cause) reasons.push(below.message);
  const text = reasons.join(": ");
  if (/certificate/i.test(text)) {
    return new TypeError("its certificate is not trusted, give that of its authority in DENO_CERT");
  }
  if (/refused/i.test(text)) return new TypeError("nobody listens there");
  return new TypeError(reasons.at(-1) ?? String(error), { cause: error });
}
