/** Connected regions of each value but 0, by flooding voxel after voxel. `connectivity` 4, 8, 6, 18 or 26. */
export function regionsOracle(
  data: ArrayLike<number>,
  shape: readonly number[],
  connectivity: number,
): Map<number, number> {
  const [w, h, d = 1] = [...shape].reverse() as [number, number, number?];
  const most = { 4: 1, 8: 2, 6: 1, 18: 2, 26: 3 }[connectivity] as number;
  const seen = new Uint8Array(data.length);
  const regions = new Map<number, number>();
  const inside = (z: number, y: number, x: number) => z >= 0 && z < d && y >= 0 && y < h && x >= 0 && x < w;
  const neighbours = (i: number) => {
    const [z, y, x] = [Math.floor(i / (w * h)), Math.floor(i / w) % h, i % w];
    const found: number[] = [];
    for (let n = 0; n < 27; n++) {
      const [dz, dy, dx] = [Math.floor(n / 9) - 1, (Math.floor(n / 3) % 3) - 1, (n % 3) - 1];
      const steps = Math.abs(dz) + Math.abs(dy) + Math.abs(dx);
      if (steps <= most && inside(z + dz, y + dy, x + dx)) found.push(((z + dz) * h + y + dy) * w + x + dx);
    }
    return found;
  };
  for (let start = 0; start < data.length; start++) {
    const value = data[start] as number;
    if (value === 0 || seen[start]) continue;
    regions.set(value, (regions.get(value) ?? 0) + 1);
    const front = [start];
    seen[start] = 1;
    for (let i = front.pop(); i !== undefined; i = front.pop()) {
      for (const next of neighbours(i).filter((n) => !seen[n] && data[n] === value)) {
        seen[next] = 1;
        front.push(next);
      }
    }
  }
  return regions;
}
