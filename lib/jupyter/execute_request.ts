/**
 * What an `execute_request` says: a cell that nobody sees is silent and gets no number.
 *
 * @param code The cell.
 * @param silent Whether nobody sees it.
 */
export function executeRequest(code: string, silent: boolean): Record<string, unknown> {
  return {
    code,
    silent,
    store_history: !silent,
    user_expressions: {},
    allow_stdin: false,
    stop_on_error: false,
  };
}
