export type FootprintName = "ball" | "box" | "diamond";

/** Offsets (z, y, x) of a footprint. */
export function footprintOffsets(name: FootprintName, radius: number, ndim: number): [number, number, number][] {
  const offsets: [number, number, number][] = [];
  const far = ndim === 3 ? radius : 0;
  for (let z = -far; z <= far; z++) {
    for (let y = -radius; y <= radius; y++) {
      for (let x = -radius; x <= radius; x++) {
        if (name === "ball" && x * x + y * y + z * z > radius * radius) continue;
        if (name === "diamond" && Math.abs(x) + Math.abs(y) + Math.abs(z) > radius) continue;
        offsets.push([z, y, x]);
      }
    }
  }
  return offsets;
}

/** Erosion (`every`) or dilation (`some`) voxel by voxel; `outside` is the value beyond the image. */
export function morphologyOracle(
  values: ArrayLike<number>,
  shape: readonly number[],
  offsets: [number, number, number][],
  direction: "erode" | "dilate",
  outside: number,
): number[] {
  const [w, h, d = 1] = [...shape].reverse() as [number, number, number?];
  const at = (z: number, y: number, x: number) =>
    z < 0 || y < 0 || x < 0 || z >= d || y >= h || x >= w ? outside : values[(z * h + y) * w + x] ? 1 : 0;
  return Array.from({ length: values.length }, (_, i) => {
    const [x, y, z] = [i % w, Math.floor(i / w) % h, Math.floor(i / w / h)];
    const wanted = direction === "erode" ? 0 : 1;
    const found = offsets.some(([dz, dy, dx]) => at(z + dz, y + dy, x + dx) === wanted);
    return found ? wanted : 1 - wanted;
  });
}
