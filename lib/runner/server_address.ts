import { realHost } from "../host.ts";
import { NotebookError } from "./notebook_error.ts";

/** A Jupyter server and what it wants to see before it lets somebody in. */
export interface ServerAddress {
  /** Address with a slash at its end, without secrets. */
  readonly url: string;
  /** Token; empty for none. */
  readonly token: string;
  /** More headers of each request. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What a user says once for all servers. */
export interface AddressOptions {
  /** Token for the addresses that hold none. Default: `JUPYTER_TOKEN`. */
  readonly token?: string | undefined;
  /** More headers, `"Name: value"` each. */
  readonly headers?: readonly string[] | undefined;
  /** Has the environment. */
  readonly host?: { env(name: string): string | undefined } | undefined;
}

/**
 * Reads the address of a server as Jupyter prints it: `http://host:8888/lab?token=…`, or that of a JupyterHub user.
 *
 * @param text The address.
 * @param options Token and headers.
 * @throws {NotebookError} When it is none.
 */
export function serverAddress(text: string, options: AddressOptions = {}): ServerAddress {
  const { host = realHost() } = options;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new NotebookError(
      `Cannot use server "${text}": should be an address such as "http://127.0.0.1:8888"`,
    );
  }
  const token = url.searchParams.get("token") ?? options.token ?? host.env("JUPYTER_TOKEN") ?? "";
  // What Jupyter prints leads to its pages; its interface is beside them.
  const path = url.pathname.replace(/\/(lab|tree|doc)(\/.*)?$/, "/");
  return {
    url: `${url.origin}${path.endsWith("/") ? path : `${path}/`}`,
    token,
    headers: Object.fromEntries((options.headers ?? []).map(headerOf)),
  };
}

function headerOf(text: string): [string, string] {
  const [, name, value] = text.match(/^([\w!#$%&'*+.^`|~-]+):\s*(.*)$/) ?? [];
  if (name === undefined || value === undefined) {
    throw new NotebookError(`Cannot use header "${text}": should be "Name: value"`);
  }
  if (name.toLowerCase() === "authorization" && /^(token|bearer) /i.test(value)) {
    throw new NotebookError(`Cannot use header "${name}": give a token with --token, it is sent once then`);
  }
  return [name, value];
}
