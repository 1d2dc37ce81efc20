/**
 * Labels grown into the background, any spacing and distance, from the nearest labelled voxel of each voxel.
 *
 * In     src: labels (u8, u16, u32); sites: u32 index of each voxel's nearest labelled voxel, 0xffffffff for none, from
 *        `nearestSites`; spacing along z, y, x in f64
 * Out    dst: labels of the same type, not src
 * Room   none
 * Rules  a voxel takes its site's label when √Σ(Δ · spacing)², summed in axis order z, y, x in f64, is not above distance
 * Cost   O(n)
 * After  scikit-image `expand_labels(spacing=…)`, exactly
 */
import { U16, U8 } from "../core/types";

export function expandFar(
  dst: usize, src: usize, type: i32, sites: usize, w: usize, h: usize, d: usize,
  spacingZ: f64, spacingY: f64, spacingX: f64, distance: f64,
): void {
  for (let z: usize = 0; z < d; ++z) {
    for (let y: usize = 0; y < h; ++y) {
      const row = (z * h + y) * w;
      takeRow(dst, src, type, sites, row, w, h, <i32>z, <i32>y, spacingZ, spacingY, spacingX, distance);
    }
  }
}

function takeRow(
  dst: usize, src: usize, type: i32, sites: usize, row: usize, w: usize, h: usize, z: i32, y: i32,
  spacingZ: f64, spacingY: f64, spacingX: f64, distance: f64,
): void {
  for (let x: usize = 0; x < w; ++x) {
    let site = load<u32>(sites + ((row + x) << 2));
    if (site != 0xffff_ffff) {
      const line = site / <u32>w;
      const plane = line / <u32>h;
      const dz = <f64>(<i32>plane - z) * spacingZ;
      const dy = <f64>(<i32>(line - plane * <u32>h) - y) * spacingY;
      const dx = <f64>(<i32>(site - line * <u32>w) - <i32>x) * spacingX;
      if (Math.sqrt(dz * dz + dy * dy + dx * dx) > distance) site = 0xffff_ffff;
    }
    const found = site != 0xffff_ffff;
    if (type == U8) store<u8>(dst + row + x, found ? load<u8>(src + site) : 0);
    else if (type == U16) store<u16>(dst + ((row + x) << 1), found ? load<u16>(src + (<usize>site << 1)) : 0);
    else store<u32>(dst + ((row + x) << 2), found ? load<u32>(src + (<usize>site << 2)) : 0);
  }
}
