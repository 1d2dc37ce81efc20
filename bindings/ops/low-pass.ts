/**
 * The low-pass filter that smooths surfaces, from + − × ÷ √ alone: those are exact to the last bit in every engine, where
 * `Math.sin` and its kin are not.
 */

/** term + term · −x² / (order + 1) (order + 2) + …, as far as it counts: the series of sine and cosine. */
function alternating(term: number, order: number, x: number): number {
  let sum = term;
  for (let n = order + 2; Math.abs(term) > 1e-20; n += 2) {
    term *= (-x * x) / ((n - 1) * n);
    sum += term;
  }
  return sum;
}

/** Cosine of an angle of at most a turn. */
export function cosine(x: number): number {
  return alternating(1, 0, x);
}

/** Sine of an angle of at most a turn. */
export function sine(x: number): number {
  return alternating(x, 1, x);
}

/** e to the power of x, from that of x / 16. */
export function exponential(x: number): number {
  let [sum, term] = [1, 1];
  for (let n = 1; Math.abs(term) > 1e-20; n++) {
    term *= x / 16 / n;
    sum += term;
  }
  for (let i = 0; i < 4; i++) sum *= sum;
  return sum;
}

/** The angle in [0, π] of a cosine, by Newton's method. */
function angleOf(cos: number): number {
  let angle = Math.sqrt(2 - 2 * cos);
  for (let i = 0; i < 20; i++) angle += (cosine(angle) - cos) / sine(angle);
  return angle;
}

/** Weights that fade the series out: Nuttall's window, c[0] = 1. */
function windowOf(steps: number): number[] {
  const turn = Math.PI / (steps + 1);
  const cos = (i: number) => cosine(i > Math.PI ? 2 * Math.PI - i : i);
  return Array.from({ length: steps + 1 }, (_, i) => {
    const third = (3 * i * turn) % (2 * Math.PI);
    return 0.355768 + 0.487396 * cos(i * turn) + 0.144232 * cos(2 * i * turn) + 0.012604 * cos(third);
  });
}

/** Coefficients of the series for a pass band up to the angle `edge`. */
function coefficients(window: readonly number[], edge: number): number[] {
  const [sin1, cos1] = [sine(edge), cosine(edge)];
  let [sin, cos] = [0, 1];
  return window.map((weight, i) => {
    if (i === 0) return (weight * edge) / Math.PI;
    [sin, cos] = [sin * cos1 + cos * sin1, cos * cos1 - sin * sin1];
    return (2 * weight * sin) / (i * Math.PI);
  });
}

/** Value of a Chebyshev series at an angle. */
function valueAt(series: readonly number[], cos1: number): number {
  let [before, cos, sum] = [cos1, 1, 0];
  for (const c of series) {
    sum += c * cos;
    [before, cos] = [cos, 2 * cos1 * cos - before];
  }
  return sum;
}

/** The derivative of a Chebyshev series, as one. */
function derivative(series: readonly number[]): number[] {
  const n = series.length - 1;
  const slope: number[] = new Array(n + 3).fill(0);
  for (let i = n - 2; i >= 0; i--) slope[i] = (slope[i + 2] as number) + 2 * (i + 1) * (series[i + 1] as number);
  return slope.slice(0, n + 1);
}

/** How far from 1 the filter may be at the edge of its pass band. */
const TOLERANCE = 1e-3;

/**
 * Coefficients c[0] … c[steps] of a windowed sinc filter on a mesh with pass band `band` (0 to 2; the eigenvalues of the
 * umbrella operator that are kept). The edge is widened until the filter is 1 there.
 */
export function lowPass(band: number, steps: number): number[] {
  const cos1 = 1 - band / 2;
  const edge = angleOf(cos1);
  const window = windowOf(steps);
  let wider = 0;
  for (let round = 0; round < 500; round++) {
    const filter = coefficients(window, edge + wider);
    const miss = valueAt(filter, cos1) - 1;
    if (Math.abs(miss) < TOLERANCE) return filter;
    wider -= miss / valueAt(derivative(filter), cos1);
  }
  return coefficients(window, edge + wider);
}
