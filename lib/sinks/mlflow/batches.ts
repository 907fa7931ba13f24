/**
 * Splits rows into batches of at most `count` rows and, as JSON, at most `bytes` bytes; a row that is larger goes
 * alone.
 */
export function* batches<Row>(rows: readonly Row[], count: number, bytes: number): Generator<Row[]> {
  const encoder = new TextEncoder();
  let batch: Row[] = [], size = 0;
  for (const row of rows) {
    const length = encoder.encode(JSON.stringify(row)).length + 1;
    if (batch.length > 0 && (batch.length >= count || size + length > bytes)) {
      yield batch;
      [batch, size] = [[], 0];
    }
    batch.push(row);
    size += length;
  }
  if (batch.length > 0) yield batch;
}
