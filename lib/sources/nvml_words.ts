/** Return codes of NVML in words (nvml.h, `nvmlReturn_t`). */
const WORDS: Readonly<Record<number, string>> = {
  1: "NVML is not initialised",
  2: "invalid argument",
  3: "not supported",
  4: "no permission",
  6: "not found",
  9: "the driver is not loaded",
  12: "library of the driver not found",
  13: "function not found in this driver",
  15: "the GPU is lost",
  16: "the GPU has to be reset",
  18: "driver and library have different versions",
  999: "unknown error",
};

/** What a return code of NVML means. */
export function nvmlWords(code: number): string {
  return `${WORDS[code] ?? "error"} (NVML ${code})`;
}
