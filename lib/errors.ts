/**
 * What an error says, for a sentence: its message, or whatever was thrown as text.
 *
 * @param error What was caught.
 */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
