/**
 * The command that shows a SQLite store in MLflow's pages, as a shell takes it: folders may hold blanks and quotes.
 *
 * @param uri Tracking URI of the store.
 */
export function uiCommand(uri: string): string {
  const word = /^[\w@%+=:,./-]+$/.test(uri) ? uri : `'${uri.replaceAll("'", "'\\''")}'`;
  return `mlflow ui --backend-store-uri ${word}`;
}
