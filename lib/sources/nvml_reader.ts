/** Which number of a card is read. */
export interface NvmlReading {
  /** Where the library really lies. */
  readonly library: string;
  /** The card's handle; valid in the whole process once NVML is initialised. */
  readonly handle: bigint;
  /** Counter of millijoules; average or instant power field; the power that `nvidia-smi` calls `power.draw`. */
  readonly field: "energy" | "average" | "instant" | "usage";
}

/**
 * Opens one number of a card: joules for the counter, else watts; throws an error whose message is the return
 * code. Stands on its own, because it also runs as text in a worker.
 */
export function openNvmlReader(
  { library, handle, field }: NvmlReading,
  dlopen: typeof Deno.dlopen,
): () => number {
  const { symbols } = dlopen(library, {
    nvmlDeviceGetTotalEnergyConsumption: { parameters: ["u64", "buffer"], result: "i32", optional: true },
    nvmlDeviceGetPowerUsage: { parameters: ["u64", "buffer"], result: "i32", optional: true },
    nvmlDeviceGetFieldValues: { parameters: ["u64", "i32", "buffer"], result: "i32", optional: true },
  });
  const buffer = new ArrayBuffer(40), view = new DataView(buffer), bytes = new Uint8Array(buffer);
  const check = (code: number) => {
    if (code !== 0) throw new Error(String(code));
  };
  if (field === "energy") {
    const call = symbols.nvmlDeviceGetTotalEnergyConsumption;
    return () => {
      check(call ? call(handle, bytes) : 13);
      return Number(view.getBigUint64(0, true)) / 1000;
    };
  }
  if (field === "usage") {
    const call = symbols.nvmlDeviceGetPowerUsage;
    return () => {
      check(call ? call(handle, bytes) : 13);
      return view.getUint32(0, true) / 1000;
    };
  }
  // nvmlFieldValue_t: field, scope, time, latency, type, return code, value. Ids of nvml.h: 185 average, 186 instant.
  const call = symbols.nvmlDeviceGetFieldValues;
  return () => {
    bytes.fill(0);
    view.setUint32(0, field === "average" ? 185 : 186, true);
    check(call ? call(handle, 1, bytes) : 13);
    check(view.getInt32(28, true));
    return view.getUint32(32, true) / 1000;
  };
}
