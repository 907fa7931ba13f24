/** An open event of the kernel's power unit. */
export interface PerfReading {
  /** Where the C library really lies. */
  readonly library: string;
  /** Number of the open event; valid in the whole process. */
  readonly fd: number;
  /** Joules per count. */
  readonly scale: number;
}

/** Reads an event in joules. Stands on its own, because it also runs as text in a worker. */
export function openPerfReader(
  { library, fd, scale }: PerfReading,
  dlopen: typeof Deno.dlopen,
): () => number {
  const { symbols } = dlopen(library, {
    read: { parameters: ["i32", "buffer", "usize"], result: "isize" },
  });
  const count = new BigUint64Array(1);
  return () => {
    const length = Number(symbols.read(fd, count, 8n));
    if (length !== 8) throw new Error(`read gave ${length} bytes, expected 8`);
    return Number(count[0]) * scale;
  };
}
