/**
 * The number that a sensor's file holds, NaN where it holds something else. `Number()` would also take `"0x10"`,
 * `"1e3"` and nothing at all for one.
 */
export function plainNumber(text: string): number {
  const trimmed = text.trim();
  return /^-?\d{1,20}(\.\d+)?$/.test(trimmed) ? Number(trimmed) : NaN;
}
