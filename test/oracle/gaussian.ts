import type { Image } from "../../bindings/core/image.js";

type Border = "nearest" | "reflect" | "mirror" | "wrap" | "constant";

/** The index that stands for i, found by walking back into the image; -1 for the constant. */
function fold(i: number, n: number, border: Border): number {
  if (border === "nearest") return Math.min(n - 1, Math.max(0, i));
  if (border === "constant") return i >= 0 && i < n ? i : -1;
  if (border === "wrap") return ((i % n) + n) % n;
  if (n === 1) return 0;
  const last = border === "reflect" ? 0 : 1;
  while (i < 0 || i >= n) i = i < 0 ? -i - 1 + last : 2 * n - i - 1 - last;
  return i;
}

/** The blur axis by axis in float64, each output the plain sum over its kernel. */
export function gaussianOracle(image: Image, sigma: readonly number[], border: Border, value = 0): number[] {
  let values = Array.from(image.data as ArrayLike<number>);
  image.shape.forEach((n, axis) => {
    const stride = image.shape.slice(axis + 1).reduce((a, b) => a * b, 1);
    const radius = Math.floor(4 * sigma[axis]! + 0.5);
    const weights = Array.from({ length: 2 * radius + 1 }, (_, i) =>
      sigma[axis]! > 0 ? Math.exp((-0.5 * (i - radius) ** 2) / sigma[axis]! ** 2) : 1,
    );
    const total = weights.reduce((a, b) => a + b, 0);
    values = values.map((_, at) => {
      const place = Math.floor(at / stride) % n;
      return weights.reduce((sum, weight, i) => {
        const from = fold(place + i - radius, n, border);
        return sum + (weight / total) * (from < 0 ? value : values[at + (from - place) * stride]!);
      }, 0);
    });
  });
  return values;
}
