import { messageOf } from "../../errors.ts";
import { withoutSecrets } from "./uri.ts";
import type { Answer } from "./request_error.ts";

/** What is known of a request that failed. */
export interface FailedRequest {
  /** Address of the server, without secrets. */
  readonly url: string;
  /** What came back. */
  readonly answer: Answer;
  /** Whether trying again later can help. */
  readonly passing: boolean;
  /** MLflow's error code. */
  readonly code: string | undefined;
  /** MLflow's message, its first line. */
  readonly reason: string | undefined;
  /** Takes secrets out of a text that came from outside. */
  hide(text: string): string;
  /** Whether a user or token was sent. */
  readonly isKnown: boolean;
  /** What to set to be known. */
  readonly credentials: string;
  /** The environment wants certificates of anybody to be taken. */
  readonly insecureTls: boolean;
}

/**
 * Why a request failed and what helps, as one line.
 *
 * @param failed What is known.
 * @param version Asks the server for its version; called only where that tells MLflow from something else.
 */
export async function explainRequest(failed: FailedRequest, version: () => Promise<Answer>): Promise<string> {
  const { answer, code, reason, url, hide } = failed;
  const { status, text = "", location = "" } = answer;
  if (status === undefined) return noAnswer(failed);
  if (status === 401) {
    return failed.isKnown
      ? `it refuses the user or token (401), ${failed.credentials}`
      : `it wants a user (401), ${failed.credentials}`;
  }
  if (status === 403 && /invalid host header/i.test(text)) {
    const { hostname } = new URL(url);
    return `the server refuses the host name "${hostname}" (403), start it with ` +
      `mlflow server --allowed-hosts "${hostname}:*,localhost:*,127.0.0.1:*"`;
  }
  if (status === 407) return "the proxy wants a user (407), should stand in HTTP_PROXY";
  if (status >= 300 && status < 400) {
    return `it redirects to "${
      hide(withoutSecrets(location)).slice(0, 200)
    }", should be the address of MLflow itself`;
  }
  // The experiment was deleted after its id was looked up.
  if (reason !== undefined && /experiment .*'active' state/i.test(reason)) {
    return "the experiment was deleted, restore it (mlflow experiments restore) or choose another name";
  }
  if (reason !== undefined && /'active' state/.test(reason)) {
    return "the run was deleted, restore it (mlflow runs restore) to log to it";
  }
  if (code !== undefined) return `${status} ${hide(code)}: ${hide(reason ?? "no reason given")}`;
  if (status === 403) {
    return "access is refused (403), not by MLflow itself: a proxy or login page stands in front";
  }
  if (status === 429) return `it is asked too often (429)${wish(answer)}, deliver later with wattbook sync`;
  if (status >= 502) {
    return `a proxy answers ${status}${
      wish(answer)
    }, the server behind it is down; deliver later with wattbook sync`;
  }
  if (status >= 500) return `the server failed (${status}), its log says why`;
  return await notMlflow(failed, version);
}

async function notMlflow({ answer, hide }: FailedRequest, version: () => Promise<Answer>): Promise<string> {
  const { status, type = "no type", text = "" } = answer;
  const probe = await version();
  const number = probe.status === 200 ? probe.text?.trim().match(/^\d+\.\d+[\w.+-]*$/)?.[0] : undefined;
  if (number === undefined) {
    return `no MLflow server is at this address (it answers ${status} ${hide(type)}), ` +
      'should be the address that "mlflow server" prints';
  }
  const said = hide(text.split("\n")[0] ?? "").slice(0, 100);
  return `MLflow ${number} answers ${status} ${
    hide(type)
  } ("${said}"), should be JSON; is a proxy in between?`;
}

function wish({ retryAfterS }: Answer): string {
  return retryAfterS === undefined ? "" : ` and asks to wait ${Math.round(retryAfterS)} s`;
}

function noAnswer({ answer: { cause }, url, hide, insecureTls }: FailedRequest): string {
  const message = hide(withoutSecrets(innermostOf(cause))).replaceAll(url, "…");
  if (cause instanceof DOMException && cause.name === "TimeoutError") {
    return `${message}, deliver later with wattbook sync`;
  }
  if (cause instanceof Error && cause.name === "AbortError") return "it was stopped";
  if (/certificate|UnknownIssuer|handshake/i.test(message)) {
    const { hostname } = new URL(url);
    return insecureTls
      ? `its certificate is not trusted (${message}); MLFLOW_TRACKING_INSECURE_TLS needs a start flag of Deno: ` +
        `deno run -A --unsafely-ignore-certificate-errors=${hostname}`
      : `its certificate is not trusted (${message}), set MLFLOW_TRACKING_SERVER_CERT_PATH or DENO_CERT to the ` +
        "file of its authority";
  }
  return `no server answers (${message}), start "mlflow server" or deliver later with wattbook sync`;
}

/** The innermost reason: Deno wraps "Connection refused" in "fetch failed" and in the words of its libraries. */
function innermostOf(cause: unknown): string {
  if (cause instanceof Error && cause.cause !== undefined) return innermostOf(cause.cause);
  const message = messageOf(cause);
  return (message.split(": ").at(-1) ?? message).split("\n")[0]?.slice(0, 200) ?? "";
}
