import { percentDecoded } from "./local_path.ts";

/** Where MLflow is. */
export type Target =
  | { readonly kind: "none" }
  | { readonly kind: "sqlite"; readonly path: string }
  | { readonly kind: "file"; readonly path: string }
  | ServerTarget;

/** A server. */
export interface ServerTarget {
  /** It is called over HTTP. */
  readonly kind: "rest";
  /** Its address without secrets; for Databricks the URI itself, because only the environment knows the address. */
  readonly url: string;
  /** User in the URI. */
  readonly user?: string;
  /** Password in the URI. */
  readonly password?: string;
  /** Whose server it is, where that makes a difference. */
  readonly service?: "databricks" | "azureml";
  /** Section of Databricks' configuration file. */
  readonly profile?: string;
}

/**
 * Reads a tracking URI as MLflow does.
 *
 * @param text `http(s)://…`, `databricks`, `databricks://profile`, `azureml://…`, `sqlite:///relative.db`,
 * `sqlite:////absolute.db`, `file:…` or a folder (a FileStore), or `none`.
 * @throws {TypeError} When it is anything else; the message names it and what is accepted.
 */
export function parseTrackingUri(text: string): Target {
  if (text === "none") return { kind: "none" };
  // What follows a question mark are settings of Python's driver.
  const sqlite = text.match(/^sqlite:\/\/\/([^?]+)/)?.[1];
  if (sqlite !== undefined) return { kind: "sqlite", path: percentDecoded(sqlite) };
  const folder = folderOf(text);
  if (folder !== undefined) return { kind: "file", path: folder };
  const profile = /^databricks(?::\/\/([^:/?#]*))?$/.exec(text);
  if (profile) {
    return { kind: "rest", url: text, service: "databricks", ...(profile[1] ? { profile: profile[1] } : {}) };
  }
  const azure = text.startsWith("azureml://");
  const address = azure ? text.replace(/^azureml/, "https") : text;
  if (/^https?:\/\//.test(address) && URL.canParse(address)) {
    const { username, password, origin, pathname } = new URL(address);
    return {
      kind: "rest",
      url: origin + pathname.replace(/\/+$/, ""),
      ...(azure ? { service: "azureml" } : {}),
      ...(username ? { user: percentDecoded(username), password: percentDecoded(password) } : {}),
    };
  }
  throw new TypeError(`Cannot log to MLflow at "${withoutSecrets(text)}": ${remedy(text)}`);
}

/** The tracking URI of a SQLite file, as `parseTrackingUri()` and Python (SQLAlchemy 2.1) read it. */
export function sqliteUri(path: string): string {
  return `sqlite:///${path.replaceAll("%", "%25").replaceAll("?", "%3F")}`;
}

/** The tracking URI of a FileStore, as `parseTrackingUri()` and Python read it. */
export function fileUri(path: string): string {
  const clean = path.replaceAll(/\/(?:\.\/)+/g, "/").replace(/(?<=.)\/$/, "");
  const encoded = clean.replace(/[%?#]/g, (sign) => encodeURIComponent(sign));
  return `file://${encoded.startsWith("/") ? "" : "/"}${encoded.replaceAll("\\", "/")}`;
}

/** A tracking URI with user and password replaced, for journals, cards and errors. */
export function withoutSecrets(uri: string): string {
  return uri.replace(/\/\/[^/@\s]*@/, "//***@").replace(
    /([?&][^=&]*(?:token|key|secret|password)[^=&]*=)[^&]*/gi,
    "$1***",
  );
}

/** `file:` addresses, and what can only be a path: a word alone is more often a slip than a folder. */
function folderOf(text: string): string | undefined {
  const address = /^file:(?:\/\/(?:localhost)?(?=\/))?(.+)$/i.exec(text)?.[1];
  if (address !== undefined) {
    const path = percentDecoded(address);
    return /^\/[A-Za-z]:[\\/]/.test(path) ? path.slice(1) : path;
  }
  return /^(\/|\.{1,2}([\\/]|$)|[A-Za-z]:[\\/]|mlruns\/?$)/.test(text) ? text : undefined;
}

function remedy(text: string): string {
  if (/^(postgresql|postgres|mysql|mssql|oracle)/.test(text)) {
    return 'start "mlflow server --backend-store-uri …" and give its http:// address';
  }
  if (/^databricks/.test(text)) return 'should be "databricks" or "databricks://profile"';
  return 'should be "http(s)://…", "databricks", "azureml://…", "sqlite:///mlflow.db", "file:…" or "none"';
}
