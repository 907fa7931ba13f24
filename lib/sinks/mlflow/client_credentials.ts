import { messageOf } from "../../errors.ts";
import { z } from "zod";
import type { Host } from "../../host.ts";
import { SinkError } from "../sink_error.ts";
import { bearer, type RestAuth, restAuth } from "./rest_auth.ts";

/** A machine's own login (OAuth 2, client credentials). */
export interface ClientCredentials {
  /** Address that gives tokens. */
  readonly url: string;
  /** Number of the machine's account. */
  readonly id: string;
  /** Its secret. */
  readonly secret: string;
  /** What the token is for. */
  readonly scope: string;
  /** Where id and secret stand: in a header, or in the form. */
  readonly as: "basic" | "form";
}

const answer = z.object({
  access_token: z.string().min(1),
  expires_in: z.union([z.number(), z.string().transform(Number)]).optional(),
});

/** A token is renewed this long before it ends, in milliseconds. */
const EARLY_MS = 60_000;

/** Longest wait for a token. */
const TIMEOUT_MS = 10_000;

/**
 * Gets tokens as they are needed and keeps each until a minute before it ends.
 *
 * @param host Network and clock.
 */
export function clientCredentials(
  credentials: ClientCredentials,
  host: Host,
): (signal: AbortSignal) => Promise<RestAuth> {
  let token: Promise<{ auth: RestAuth; endsMs: number }> | undefined, endsMs = 0;
  return async (signal) => {
    if (token === undefined || host.epochMs() > endsMs - EARLY_MS) {
      endsMs = Infinity;
      token = requestToken(credentials, host, signal);
    }
    try {
      const got = await token;
      endsMs = got.endsMs;
      return got.auth;
    } catch (error) {
      // The next request asks again.
      token = undefined;
      throw error;
    }
  };
}

async function requestToken(credentials: ClientCredentials, host: Host, signal: AbortSignal) {
  const { url, id, secret, scope, as } = credentials;
  const fail = (reason: string, options: { status?: number; passing?: boolean; cause?: unknown }) =>
    new SinkError(`Cannot log in at "${url}": ${reason.replaceAll(secret, "***")}`, options);
  const form = new URLSearchParams({ grant_type: "client_credentials", scope });
  if (as === "form") {
    form.set("client_id", id);
    form.set("client_secret", secret);
  }
  let status: number, text: string;
  try {
    const response = await host.fetch(url, {
      method: "POST",
      body: form,
      headers: as === "basic" ? restAuth({ user: id, password: secret }).headers : bearer(undefined).headers,
      redirect: "manual",
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    [status, text] = [response.status, await response.text()];
  } catch (cause) {
    throw fail(`no answer (${messageOf(cause)})`, { passing: true, cause });
  }
  const value = answer.safeParse(parse(text));
  if (status !== 200 || !value.success) {
    const said = text.replaceAll(/\s+/g, " ").slice(0, 200);
    throw fail(`it answers ${status} (${said}), should be a token; are id and secret right?`, {
      status,
      passing: status >= 500,
    });
  }
  const { access_token, expires_in = 3600 } = value.data;
  const auth = bearer(access_token);
  return { auth: { ...auth, secrets: [access_token, secret] }, endsMs: host.epochMs() + expires_in * 1000 };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A web page: no token is in it.
    return undefined;
  }
}
