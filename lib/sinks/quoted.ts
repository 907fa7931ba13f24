/** A text that somebody chose, for a message: in quotes, on one line, at most 60 characters of it. */
export function quoted(text: string): string {
  const characters = [...text.slice(0, 200)];
  return JSON.stringify(characters.length > 60 ? `${characters.slice(0, 60).join("")}…` : text);
}
