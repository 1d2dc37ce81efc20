/**
 * Weights of the second derivative of a Gaussian, for the separable convolution of kernels/gaussian.
 *
 * Out    dst: radius + 1 f32, the centre first: scale · (k²/σ⁴ − 1/σ²) times the Gaussian's own weights
 * Rules  made in f64 with the Gaussian's weights summing to 1, then rounded; sigma 0 gives scale · (−2, 1), radius 1
 * After  SciPy `gaussian_filter1d(order=2)`
 */
import { gaussianWeights } from "./gaussian-exact";

/** `room`: radius + 1 f64. */
export function laplaceTaps(dst: usize, sigma: f64, radius: i32, scale: f64, room: usize): void {
  if (sigma == 0) {
    store<f32>(dst, <f32>(-2 * scale));
    store<f32>(dst, <f32>scale, 4);
    return;
  }
  gaussianWeights(room, sigma, radius);
  const square = sigma * sigma;
  for (let k = 0; k <= radius; ++k) {
    const at = <usize>k;
    const bend = scale * (<f64>k * <f64>k / square - 1) / square;
    store<f32>(dst + (at << 2), <f32>(bend * load<f64>(room + (at << 3))));
  }
}
