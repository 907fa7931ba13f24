/** Limits of MLflow 3.17 (`mlflow/utils/validation.py`), the strictest of SQLite store and server. */
export const LIMITS = { metrics: 1000, params: 100, tags: 100, bytes: 900_000 } as const;

/** Lengths above which MLflow cuts a value. */
export const CUT = { param: 6000, tag: 8000, name: 250, key: 250 } as const;

/**
 * A key that MLflow accepts: letters, digits, `_ - . : /` and blanks of any script, at most 250 characters, no
 * leading slash, no `//` and no `..`; everything else becomes `_`.
 */
export function cleanKey(key: string): string {
  const clean = key.replace(/[^\p{L}\p{M}\p{N}_\-. :/]/gu, "_").replace(/\/{2,}/g, "/").replace(
    /\.{2,}/g,
    ".",
  )
    .replace(/^[/.\s]+|[/\s]+$/g, "").slice(0, CUT.key);
  return clean === "" ? "_" : clean;
}

/** Keys that had to be changed, with what they became. */
export function renamedKeys(keys: readonly string[]): Record<string, string> {
  return Object.fromEntries(keys.map((key) => [key, cleanKey(key)]).filter(([key, clean]) => key !== clean));
}

/** A name for an artifact that stays inside the run's folder, whatever the user called it. */
export function safeArtifactPath(path: string): string {
  const parts = path.split(/[/\\]/).map((part) => part.replace(/[\p{Cc}<>:"|?*%#]/gu, "_"))
    .filter((part) => part !== "" && part !== ".").map((part) =>
      /^\.+$/.test(part) ? "_" : part.slice(0, 120)
    );
  return parts.join("/") || "_";
}
