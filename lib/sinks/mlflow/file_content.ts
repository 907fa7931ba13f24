import { messageOf } from "../../errors.ts";
import { SinkError } from "../sink_error.ts";
import { quoted } from "../quoted.ts";

/** A file that is too large to be held in memory: it is read again for every try. */
export interface StreamedFile {
  /** Its length; `undefined` where its source does not say. */
  readonly bytes: number | undefined;
  /** Begins to read it. */
  open(): Promise<ReadableStream<Uint8Array<ArrayBuffer>>>;
}

/** What is in a file of a run. */
export type FileContent = Uint8Array | StreamedFile;

/** The same content as a stream. */
export function streamed(content: FileContent): StreamedFile {
  if (!(content instanceof Uint8Array)) return content;
  return {
    bytes: content.length,
    open: () => Promise.resolve(new Blob([Uint8Array.from(content)]).stream()),
  };
}

/** A smaller file is read as a whole: one request with its length, and no handle kept open. */
const SMALL_BYTES = 1024 * 1024;

/**
 * A file on this machine: its bytes when it is small, else a stream.
 *
 * @param path Where it is.
 * @param name What it is called in MLflow, for the error.
 * @throws {SinkError} When it cannot be read.
 */
export async function fileContent(path: string, name: string): Promise<FileContent> {
  try {
    const { size } = await Deno.stat(path);
    if (size <= SMALL_BYTES) return await Deno.readFile(path);
    return { bytes: size, open: async () => (await Deno.open(path)).readable };
  } catch (cause) {
    throw new SinkError(
      `Cannot store artifact ${quoted(name)}: ${messageOf(cause)}`,
      {
        cause,
      },
    );
  }
}

/** All bytes of a file, for places that take no stream. */
export async function wholeContent(content: FileContent): Promise<Uint8Array<ArrayBuffer>> {
  if (content instanceof Uint8Array) return new Uint8Array(content);
  return new Uint8Array(await new Response(await content.open()).arrayBuffer());
}

/** Length of a file, where it is known. */
export function lengthOf(content: FileContent): number | undefined {
  return content instanceof Uint8Array ? content.length : content.bytes;
}
