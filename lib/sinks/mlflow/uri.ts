import { percentDecoded } from "./local_path.ts";

/** Where MLflow is. */
export type Target =
  | { readonly kind: "none" }
  | { readonly kind: "sqlite"; readonly path: string }
  | { readonly kind: "rest"; readonly url: string; readonly user?: string; readonly password?: string };

/**
 * Reads a tracking URI as MLflow does.
 *
 * @param text `http(s)://…`, `sqlite:///relative.db`, `sqlite:////absolute.db` or `none`.
 * @throws {TypeError} When it is anything else; the message names it and what is accepted.
 */
export function parseTrackingUri(text: string): Target {
  if (text === "none") return { kind: "none" };
  // What follows a question mark are settings of Python's driver.
  const sqlite = text.match(/^sqlite:\/\/\/([^?]+)/)?.[1];
  if (sqlite !== undefined) return { kind: "sqlite", path: percentDecoded(sqlite) };
  if (/^https?:\/\//.test(text) && URL.canParse(text)) {
    const { username, password, origin, pathname } = new URL(text);
    const url = origin + pathname.replace(/\/+$/, "");
    return {
      kind: "rest",
      url,
      ...(username ? { user: percentDecoded(username), password: percentDecoded(password) } : {}),
    };
  }
  throw new TypeError(`Cannot log to MLflow at "${withoutSecrets(text)}": ${remedy(text)}`);
}

/** The tracking URI of a SQLite file, as `parseTrackingUri()` and Python (SQLAlchemy 2.1) read it. */
export function sqliteUri(path: string): string {
  return `sqlite:///${path.replaceAll("%", "%25").replaceAll("?", "%3F")}`;
}

/** A tracking URI with user and password replaced, for journals, cards and errors. */
export function withoutSecrets(uri: string): string {
  return uri.replace(/\/\/[^/@\s]*@/, "//***@").replace(
    /([?&][^=&]*(?:token|key|secret|password)[^=&]*=)[^&]*/gi,
    "$1***",
  );
}

function remedy(text: string): string {
  if (/^(postgresql|mysql|mssql)/.test(text)) {
    return 'start "mlflow server --backend-store-uri …" and give its http:// address';
  }
  if (/^(databricks|azureml)/.test(text)) {
    return "this kind of server is not supported yet, should be http(s):// or sqlite:///";
  }
  if (/^(file:|\.{0,2}\/)/.test(text)) {
    return 'file stores are closed since MLflow 3.13, should be "sqlite:///mlflow.db"';
  }
  return 'should be "http(s)://…", "sqlite:///mlflow.db" or "none"';
}
