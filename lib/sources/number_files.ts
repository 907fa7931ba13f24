import type { Sampling } from "./source.ts";

/** Files whose numbers, multiplied, are a reading. */
export interface NumberFiles {
  /** One number each: a counter, or volts and amperes. */
  readonly paths: readonly string[];
  /** From their product to joules or watts: `1e-6` for microjoules. */
  readonly factor: number;
  /** A file that has to hold a certain word, so that the numbers mean what they should. */
  readonly when?: { readonly path: string; readonly is: string };
}

/**
 * Reads numbers from files that stay open. Stands on its own, because it also runs as text in a worker.
 *
 * @param files Where they really lie.
 */
export function openNumberFiles({ paths, factor, when }: NumberFiles): () => number {
  const buffer = new Uint8Array(256), decoder = new TextDecoder();
  const files = new Map<string, Deno.FsFile>();
  const text = (path: string) => {
    const file = files.get(path) ?? Deno.openSync(path);
    files.set(path, file);
    file.seekSync(0, Deno.SeekMode.Start);
    return decoder.decode(buffer.subarray(0, file.readSync(buffer) ?? 0)).trim();
  };
  return () => {
    if (when !== undefined && text(when.path) !== when.is) {
      throw new Error(`"${when.path}" is not "${when.is}"`);
    }
    let product = factor;
    for (const path of paths) {
      const content = text(path);
      // Number() would also take "0x10", "1e3" and nothing at all.
      if (!/^-?\d{1,20}(\.\d+)?$/.test(content)) throw new Error(`"${path}" holds no number`);
      product *= Number(content);
    }
    return product;
  };
}

/** How a thread reads such files. */
export function fileSampling(data: NumberFiles): Sampling {
  return { text: openNumberFiles.toString(), data };
}
