/**
 * Two-sided probability that Student's t lies further from 0 than `t`, when nothing but chance is at work.
 *
 * It is the regularised incomplete beta function I(ν/(ν+t²); ν/2, ½) (NIST Digital Library of Mathematical Functions,
 * 8.17 and 26.5.27 of Abramowitz and Stegun), by its continued fraction 8.17.22.
 *
 * @param t Mean divided by its standard error; 0 gives 1.
 * @param degreesOfFreedom ν, above 0; need not be whole.
 */
export function studentP(t: number, degreesOfFreedom: number): number {
  if (!Number.isFinite(t)) return 0;
  const nu = degreesOfFreedom;
  return incompleteBeta(nu / (nu + t * t), nu / 2, 0.5);
}

/**
 * The t that chance passes, on either side, with probability `p`: 2.776 for 0.05 and 4 degrees of freedom.
 *
 * @param p Above 0, below 1.
 * @param degreesOfFreedom Above 0; need not be whole.
 */
export function studentT(p: number, degreesOfFreedom: number): number {
  let low = 0, high = 1;
  while (studentP(high, degreesOfFreedom) > p) high *= 2;
  // Each step halves the interval: 60 of them reach the precision of a double.
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (studentP(middle, degreesOfFreedom) > p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** I(x; a, b) */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges quickly below the mean; above it the symmetry 8.17.4 is taken.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(a * Math.log(x) + b * Math.log(1 - x) + logGamma(a + b) - logGamma(a) - logGamma(b));
  return front / a * fraction(x, a, b);
}

/** The continued fraction 1/(1 + d₁/(1 + d₂/(1 + …))), from the left (Lentz's method). */
function fraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  let c = 1, d = 1 / Math.max(1 - (a + b) * x / (a + 1), tiny), result = d;
  for (let m = 1; m <= 500; m++) {
    const even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    let change = 1;
    for (const part of [even, odd]) {
      d = 1 / nonZero(1 + part * d, tiny);
      c = nonZero(1 + part / c, tiny);
      change = c * d;
      result *= change;
    }
    if (Math.abs(change - 1) < 1e-15) break;
  }
  return result;
}

function nonZero(value: number, tiny: number): number {
  return Math.abs(value) < tiny ? tiny : value;
}

/** ln Γ(x) for x > 0: Stirling's series (DLMF 5.11.1) from 10 on, below by Γ(x+1) = xΓ(x). */
function logGamma(x: number): number {
  let below = 0;
  while (x < 10) below += Math.log(x++);
  const square = x * x;
  const series = 1 / (12 * x) * (1 - 1 / (30 * square) * (1 - 2 / (7 * square) * (1 - 3 / (4 * square))));
  return (x - 0.5) * Math.log(x) - x + Math.log(2 * Math.PI) / 2 + series - below;
}
