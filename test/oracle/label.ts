/** Offsets (z, y, x) of the neighbours of a connectivity. */
export function neighbourOffsets(connectivity: number): [number, number, number][] {
  const flat = connectivity === 4 || connectivity === 8;
  const reach = { 4: 1, 6: 1, 8: 2, 18: 2, 26: 3 }[connectivity] as number;
  const offsets: [number, number, number][] = [];
  for (const z of flat ? [0] : [-1, 0, 1]) {
    for (const y of [-1, 0, 1]) {
      for (const x of [-1, 0, 1]) {
        const steps = Math.abs(z) + Math.abs(y) + Math.abs(x);
        if (steps > 0 && steps <= reach) offsets.push([z, y, x]);
      }
    }
  }
  return offsets;
}

/** Components by flooding from each unlabelled voxel in raster order. */
export function labelOracle(values: ArrayLike<number>, shape: readonly number[], connectivity: number): number[] {
  const [w, h, d = 1] = [...shape].reverse() as [number, number, number?];
  const labels = new Array<number>(values.length).fill(0);
  const offsets = neighbourOffsets(connectivity);
  let count = 0;
  for (let start = 0; start < values.length; start++) {
    if (!values[start] || labels[start]) continue;
    labels[start] = ++count;
    const open = [start];
    while (open.length > 0) {
      const at = open.pop() as number;
      const [x, y, z] = [at % w, Math.floor(at / w) % h, Math.floor(at / w / h)];
      for (const [dz, dy, dx] of offsets) {
        const [nx, ny, nz] = [x + dx, y + dy, z + dz];
        if (nx < 0 || ny < 0 || nz < 0 || nx >= w || ny >= h || nz >= d) continue;
        const next = (nz * h + ny) * w + nx;
        if (!values[next] || labels[next]) continue;
        labels[next] = count;
        open.push(next);
      }
    }
  }
  return labels;
}
