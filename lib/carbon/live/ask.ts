import type { Host } from "../../host.ts";
import { type Ask, LiveError } from "./service.ts";

const PATIENCE_MS = 10_000;

/** Asks with this machine's `fetch`; nobody is prompted, and no message holds a key. */
export function askWith(host: Host): Ask {
  return async (url, headers = {}) => {
    const { origin, host: server, pathname } = new URL(url);
    // Behind the question mark may be a key.
    const shown = `${origin}${pathname}`;
    if (Deno.permissions.querySync({ name: "net", host: server }).state !== "granted") {
      throw new LiveError(`Cannot ask ${shown}: needs --allow-net=${server}`);
    }
    let response: Response;
    try {
      response = await host.fetch(url, {
        headers,
        redirect: "error",
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
    } catch (error) {
      const slow = error instanceof DOMException && error.name === "TimeoutError";
      // The message of fetch may hold the address with its key.
      throw new LiveError(
        `Cannot ask ${shown}: ${slow ? "it did not answer in 10 s" : "it cannot be reached"}`,
      );
    }
    if (!response.ok) {
      await response.body?.cancel();
      throw new LiveError(
        `Cannot ask ${shown}: it answered ${response.status}, should be 200`,
        retryAfter(response, host),
      );
    }
    const text = await response.text().catch(() => "");
    try {
      return JSON.parse(text);
    } catch {
      // The text may be a page of any length; its kind says enough.
      const kind = response.headers.get("content-type") ?? "something";
      throw new LiveError(`Cannot ask ${shown}: it answered ${kind}, should be JSON`);
    }
  };
}

function retryAfter(response: Response, host: Host): number | undefined {
  const said = response.headers.get("retry-after");
  if (said === null) return undefined;
  const ms = /^\d+$/.test(said) ? Number(said) * 1000 : Date.parse(said) - host.epochMs();
  return ms > 0 ? ms : undefined;
}
