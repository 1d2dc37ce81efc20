/** What Nutil, PyNutil and WebNutil count in a picture of 0 and 1, by filling pixel after pixel. */
export function toolCounts(pixels: ArrayLike<number>, width: number, height: number) {
  return {
    nutil: nutil(pixels, width, height),
    pynutil: components(pixels, width, height, false),
    webnutil: components(pixels, width, height, true),
  };
}

function components(pixels: ArrayLike<number>, w: number, h: number, corners: boolean): number {
  const seen = new Set<number>();
  let count = 0;
  for (let start = 0; start < w * h; start++) {
    if (!pixels[start] || seen.has(start)) continue;
    count++;
    const open = [start];
    while (open.length > 0) {
      const at = open.pop() as number;
      if (seen.has(at)) continue;
      seen.add(at);
      const [x, y] = [at % w, Math.floor(at / w)];
      for (let dy = -1; dy <= 1; dy++) {
        for (let dx = -1; dx <= 1; dx++) {
          if (!corners && dx !== 0 && dy !== 0) continue;
          const [nx, ny] = [x + dx, y + dy];
          if (nx >= 0 && ny >= 0 && nx < w && ny < h && pixels[ny * w + nx]) open.push(ny * w + nx);
        }
      }
    }
  }
  return count;
}

/** Column by column; no filling starts on the edge, and none enters the last column or row. */
function nutil(pixels: ArrayLike<number>, w: number, h: number): number {
  const seen = new Set<number>();
  let count = 0;
  for (let x = 1; x <= w - 2; x++) {
    for (let y = 1; y <= h - 2; y++) {
      if (!pixels[y * w + x] || seen.has(y * w + x)) continue;
      count++;
      const open = [[x, y] as const];
      while (open.length > 0) {
        const [i, j] = open.pop() as readonly [number, number];
        if (seen.has(j * w + i) || !pixels[j * w + i]) continue;
        seen.add(j * w + i);
        if (i + 1 < w - 1) open.push([i + 1, j]);
        if (i - 1 >= 0) open.push([i - 1, j]);
        if (j + 1 < h - 1) open.push([i, j + 1]);
        if (j - 1 >= 0) open.push([i, j - 1]);
      }
    }
  }
  return count;
}
