import type { Image } from "../../bindings/core/image.js";
import { foldedIndex } from "./neighbourhood.js";

/** All values of the window around each voxel, in the order z, y, x. */
export function windowsOf(image: Image, window: readonly number[], border: "reflect" | "mirror"): number[][] {
  const [w, h, d = 1] = [...image.shape].reverse() as [number, number, number?];
  const [rx, ry, rz = 0] = [...window].reverse().map((extent) => (extent - 1) / 2) as [number, number, number?];
  return Array.from({ length: image.data.length }, (_, i) => {
    const [x, y, z] = [i % w, Math.floor(i / w) % h, Math.floor(i / w / h)];
    const values: number[] = [];
    for (let dz = -rz; dz <= rz; dz++) {
      for (let dy = -ry; dy <= ry; dy++) {
        for (let dx = -rx; dx <= rx; dx++) {
          const [plane, row] = [foldedIndex(z + dz, d, border), foldedIndex(y + dy, h, border)];
          values.push(image.data[(plane * h + row) * w + foldedIndex(x + dx, w, border)] as number);
        }
      }
    }
    return values;
  });
}

/** Mean and population deviation of some values. */
export function momentsOf(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const variance = values.reduce((sum, v) => sum + (v - mean) * (v - mean), 0) / values.length;
  return { mean, deviation: Math.sqrt(variance) };
}
