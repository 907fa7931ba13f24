/** Whether content of a MIME type stands in a notebook as JSON, not as text. */
export function isJsonMime(mime: string): boolean {
  return mime === "application/json" || (mime.startsWith("application/") && mime.endsWith("+json"));
}

/** Whether content of a MIME type is text that people read in lines; pictures are one long word. */
export function isLinesMime(mime: string): boolean {
  return mime.startsWith("text/") || mime === "application/javascript" || mime === "image/svg+xml";
}
