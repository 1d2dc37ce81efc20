/**
 * One label drawn as a mask, and how far the voxels of a mask are from the nearest ones of another.
 *
 * In     drawRuns: run, end: runs as `groupRuns` leaves them, h: rows of a plane; z0, y0, x0: corner of the box they are
 *        drawn into, boxH its rows. surfaceDistances: bits: h · d bit rows; sites: as `nearestSites` gives them
 * Out    drawRuns: sets the runs' bits
 *        surfaceDistances: dst: f64 for each set bit, in raster order; returns how many
 * Rules  distances lie between voxel centres, squared in f64: those of whole spacings are exact before the root
 * Cost   O(runs), O(words + set bits)
 */
import { setBits } from "../rows/fill";
import { RUN } from "../rows/labelled";

export function drawRuns(
  bits: usize, pitch: usize, run: usize, end: usize, h: u32, z0: u32, y0: u32, x0: u32, boxH: u32,
): void {
  for (; run < end; run += RUN) {
    const row = load<u32>(run);
    const z = row / h;
    const line = <usize>((z - z0) * boxH + (row - z * h) - y0);
    setBits(bits + line * pitch, load<u32>(run, 4) - x0, load<u32>(run, 8) - x0);
  }
}

export function surfaceDistances(
  dst: usize, bits: usize, pitch: usize, sites: usize, w: u32, h: u32, d: u32, stepZ: f64, stepY: f64, stepX: f64,
): u32 {
  let out = dst;
  for (let row: u32 = 0; row < h * d; ++row) {
    for (let at: usize = 0; at < pitch; at += 8) {
      let word = load<u64>(bits + <usize>row * pitch + at);
      while (word) {
        const x = <u32>(at << 3) + <u32>ctz(word);
        word &= word - 1;
        const site = load<u32>(sites + ((<usize>row * w + x) << 2));
        const other = site / w;
        const dx = (<f64>x - <f64>(site - other * w)) * stepX;
        const dy = (<f64>(row % h) - <f64>(other % h)) * stepY;
        const dz = (<f64>(row / h) - <f64>(other / h)) * stepZ;
        store<f64>(out, Math.sqrt(dz * dz + dy * dy + dx * dx));
        out += 8;
      }
    }
  }
  return <u32>((out - dst) >> 3);
}
