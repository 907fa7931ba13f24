/** The last layer of a classifier: a softmax regression on features. */
export interface Head {
  /** Certainties of each class for rows of features. */
  predict(rows: readonly Float32Array[]): number[][];
  /** Numbers that it has learnt. */
  readonly parameters: number;
}

/**
 * Trains a softmax regression: features on one scale, batches of 32, momentum 0.9, and weights that shrink a little.
 *
 * @param rows Features, one row per picture.
 * @param y Class of each, from 0.
 * @param classes How many classes there are.
 * @param epochs How often each row is seen.
 */
export function trainHead(
  rows: readonly Float32Array[],
  y: readonly number[],
  classes: number,
  epochs = 20,
): Head {
  const width = rows[0]?.length ?? 0, size = width + 1, batch = 32, rate = 0.01, shrink = 0.01;
  const scaled = scaler(rows);
  const x = rows.map(scaled);
  const weights = Array.from({ length: classes }, () => new Float32Array(size));
  const moves = weights.map(() => new Float32Array(size));
  const answers = (row: Float32Array) => softmax(weights.map((one) => dot(one, row)));
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let from = 0; from < x.length; from += batch) {
      const part = x.slice(from, from + batch);
      const errors = part.map((row, at) =>
        answers(row).map((value, digit) => (value - (y[from + at] === digit ? 1 : 0)) / part.length)
      );
      weights.forEach((one, digit) => {
        const move = moves[digit] ?? new Float32Array(size);
        for (let at = 0; at < size; at++) move[at] = (move[at] ?? 0) * 0.9 + shrink * (one[at] ?? 0);
        part.forEach((row, index) => {
          const error = errors[index]?.[digit] ?? 0;
          for (let at = 0; at < size; at++) move[at] = (move[at] ?? 0) + error * (row[at] ?? 0);
        });
        for (let at = 0; at < size; at++) one[at] = (one[at] ?? 0) - rate * (move[at] ?? 0);
      });
    }
  }
  return { predict: (features) => features.map((row) => answers(scaled(row))), parameters: classes * size };
}

/** Mean 0 and deviation 1 on the rows given, and a constant 1 at the end. */
function scaler(rows: readonly Float32Array[]): (row: Float32Array) => Float32Array {
  const width = rows[0]?.length ?? 0;
  const mean = new Float64Array(width), square = new Float64Array(width);
  for (const row of rows) {
    for (let at = 0; at < width; at++) {
      const value = row[at] ?? 0;
      mean[at] = (mean[at] ?? 0) + value / rows.length;
      square[at] = (square[at] ?? 0) + value ** 2 / rows.length;
    }
  }
  const deviation = square.map((value, at) => Math.sqrt(Math.max(value - (mean[at] ?? 0) ** 2, 0)) || 1);
  return (row) => {
    const scaled = new Float32Array(width + 1).fill(1);
    for (let at = 0; at < width; at++) scaled[at] = ((row[at] ?? 0) - (mean[at] ?? 0)) / (deviation[at] ?? 1);
    return scaled;
  };
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at] ?? 0) * (b[at] ?? 0);
  return sum;
}

function softmax(sums: readonly number[]): number[] {
  const most = Math.max(...sums);
  const powers = sums.map((sum) => Math.exp(sum - most));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}
