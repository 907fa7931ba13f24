/** Where the use of a card by its processes is added up, by whichever thread looks. */
export interface NvmlUseData {
  /** Where the library really lies. */
  readonly library: string;
  /** The card's handle. */
  readonly handle: bigint;
  /** Shared sums, see `NVML_USE`. */
  readonly memory: SharedArrayBuffer;
  /** This process. */
  readonly pid: number;
  /** Folder that stands for `/`. */
  readonly root: string;
}

/** Words of the shared memory: a lock, then seconds of own use, all use, observed; last sample, last look. */
export const NVML_USE = { lock: 0, own: 1, all: 2, observed: 3, seenUs: 4, lookedS: 5, words: 6 } as const;

/**
 * Opens the look at the processes of a card: `nvmlDeviceGetProcessUtilization` gives each one's part of the last
 * sample period. Both threads may look; the one that finds the lock taken leaves it to the other. Stands on its
 * own, because it also runs as text in a worker.
 */
export function openNvmlUse(
  { library, handle, memory, pid, root }: NvmlUseData,
  dlopen: typeof Deno.dlopen,
  nowS: () => number = () => Date.now() / 1000,
): () => void {
  // One sample speaks for at most so long, and a card without news is idle only after so long.
  const LONGEST_S = 2, NO_NEWS_S = 1.5, NOT_FOUND = 6, ROW = 32, ROWS = 128;
  const { symbols: { nvmlDeviceGetProcessUtilization: call } } = dlopen(library, {
    nvmlDeviceGetProcessUtilization: {
      parameters: ["u64", "buffer", "buffer", "u64"],
      result: "i32",
      optional: true,
    },
  });
  const lock = new Int32Array(memory, 0, 1), sums = new Float64Array(memory);
  const rows = new ArrayBuffer(ROW * ROWS), view = new DataView(rows), count = new Uint32Array(1);
  const isOwn = (process: number): boolean => {
    // Up from the process to its parents; one that has ended meanwhile counts as somebody else's.
    for (let steps = 0, at = process; steps < 32 && at > 1; steps++) {
      if (at === pid) return true;
      try {
        const stat = Deno.readTextFileSync(`${root}/proc/${at}/stat`);
        at = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
      } catch {
        return false;
      }
    }
    return false;
  };
  const look = () => {
    const now = nowS(), sinceS = now - (sums[5] ?? 0);
    if (sums[5] === 0) {
      sums[4] = now * 1e6;
      sums[5] = now;
      return;
    }
    count[0] = ROWS;
    const code = call ? call(handle, new Uint8Array(rows), count, BigInt(Math.round(sums[4] ?? 0))) : 13;
    if (code !== 0 && code !== NOT_FOUND) return;
    const percent = new Map<number, number>(), beforeUs = sums[4] ?? 0;
    for (let row = 0; code === 0 && row < Math.min(count[0] ?? 0, ROWS); row++) {
      const seenUs = Number(view.getBigUint64(row * ROW + 8, true)),
        sm = view.getUint32(row * ROW + 16, true);
      // The driver repeats old rows, and gives more than 100 for processes that it does not know.
      if (seenUs <= beforeUs || sm > 100) continue;
      percent.set(view.getUint32(row * ROW, true), sm);
      sums[4] = Math.max(sums[4] ?? 0, seenUs);
    }
    if (percent.size === 0 && sinceS < NO_NEWS_S) return;
    const forS = Math.min(sinceS, LONGEST_S);
    for (const [process, sm] of percent) {
      sums[2] = (sums[2] ?? 0) + sm / 100 * forS;
      if (isOwn(process)) sums[1] = (sums[1] ?? 0) + sm / 100 * forS;
    }
    sums[3] = (sums[3] ?? 0) + forS;
    sums[5] = now;
  };
  return () => {
    if (Atomics.compareExchange(lock, 0, 0, 1) !== 0) return;
    try {
      look();
    } finally {
      Atomics.store(lock, 0, 0);
    }
  };
}
