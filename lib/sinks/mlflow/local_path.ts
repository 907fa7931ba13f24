/**
 * A folder as MLflow writes it into a store: the plain absolute path. MLflow undoes percent signs when it reads one,
 * so those that are in the path itself are written as `%25`.
 */
export function uriOfPath(path: string): string {
  return path.replaceAll("%", "%25");
}

/** The folder that such a text or a `file:` address means; `undefined` when it is on a server or relative. */
export function pathOfUri(uri: string): string | undefined {
  const path = uri.replace(/^file:(?:\/\/(?:localhost)?(?=\/))?/i, "");
  return /^(\/|[A-Za-z]:[\\/])/.test(path) ? percentDecoded(path) : undefined;
}

/** Undoes percent signs; those that mean nothing stay, as in Python. */
export function percentDecoded(text: string): string {
  return text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (signs) => {
    try {
      return decodeURIComponent(signs);
    } catch {
      // Not UTF-8: it was meant as it stands.
      return signs;
    }
  });
}
