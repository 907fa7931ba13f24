import { VERSION } from "../../record/build.ts";

/** What every request to a server carries. */
export interface RestAuth {
  /** Headers. */
  readonly headers: Readonly<Record<string, string>>;
  /** Texts that must never be shown. */
  readonly secrets: readonly string[];
}

const AGENT = { "user-agent": `wattbook/${VERSION}` };

/** A user and password. */
export function restAuth({ user, password }: { readonly user: string; readonly password: string }): RestAuth {
  const pair = new TextEncoder().encode(`${user}:${password}`).toBase64();
  const secrets = [pair, password, encodeURIComponent(password)];
  return { headers: { ...AGENT, authorization: `Basic ${pair}` }, secrets };
}

/** A token, or nobody. */
export function bearer(token: string | undefined): RestAuth {
  if (token === undefined) return { headers: AGENT, secrets: [] };
  return { headers: { ...AGENT, authorization: `Bearer ${token}` }, secrets: [token] };
}
