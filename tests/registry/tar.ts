const BLOCK = 512;

/**
 * The files of a gzipped tar archive, as `deno publish` sends it.
 *
 * @param archive Its bytes.
 * @returns Path → content, in the order of the archive.
 * @throws {Error} When the archive is cut short or holds anything but files and folders.
 */
export async function readTar(
  archive: ReadableStream<Uint8Array<ArrayBuffer>>,
): Promise<Map<string, Uint8Array>> {
  const bytes = await new Response(archive.pipeThrough(new DecompressionStream("gzip"))).bytes();
  const files = new Map<string, Uint8Array>();
  for (let at = 0; at + BLOCK <= bytes.length && bytes[at] !== 0;) {
    const header = bytes.subarray(at, at + BLOCK);
    const size = Number.parseInt(textOf(header, 124, 12), 8);
    const kind = textOf(header, 156, 1);
    const path = [textOf(header, 345, 155), textOf(header, 0, 100)].filter((part) => part !== "").join("/");
    const content = bytes.subarray(at + BLOCK, at + BLOCK + size);
    if (content.length !== size) {
      throw new Error(`Cannot read tar: "${path}" has ${content.length} of ${size} bytes`);
    }
    if (kind === "0" || kind === "") files.set(path, content);
    else if (kind !== "5") {
      throw new Error(`Cannot read tar: "${path}" is of kind "${kind}", should be a file or a folder`);
    }
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return files;
}

function textOf(header: Uint8Array, start: number, length: number): string {
  const field = header.subarray(start, start + length);
  const end = field.indexOf(0);
  return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end)).trim();
}
