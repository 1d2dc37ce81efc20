/**
 * Adds the runs of one row of f32 to their regions. Sums are f64 in one order, the same with and without vectors: two for
 * each label, of the values at even and at odd places of its runs, run after run.
 */
import { Region, regionAt } from "../core/region";
import { RUN } from "./labelled";

export function addFloats(table: usize, run: usize, end: usize, row: usize): void {
  for (; run < end; run += RUN) {
    const region = regionAt(table, load<u32>(run, 8));
    addFloatRun(region, row + (<usize>load<u32>(run) << 2), <usize>(load<u32>(run, 4) - load<u32>(run)));
  }
}

function addFloatRun(region: Region, src: usize, n: usize): void {
  if (!ASC_FEATURE_SIMD) return addSingles(region, src, n);
  const at = changetype<usize>(region);
  const shift = f64x2.splat(<f64>region.first);
  let low = v128.load(at, offsetof<Region>("low"));
  let high = v128.load(at, offsetof<Region>("high"));
  let sums = v128.load(at, offsetof<Region>("sum"));
  let squares = v128.load(at, offsetof<Region>("squares"));
  const none = f32x4.splat(region.first);
  const places = i32x4(0, 1, 2, 3);
  for (let i: usize = 0; i < n; i += 4) {
    let values = v128.load(src + (i << 2));
    let extremes = values;
    if (n - i < 4) {
      const inside = i32x4.lt_s(places, i32x4.splat(<i32>(n - i)));
      extremes = v128.bitselect(values, v128.load32_splat(src), inside);
      // Values that add nothing: their difference to the first is 0.
      values = v128.bitselect(values, none, inside);
    }
    low = f32x4.min(low, extremes);
    high = f32x4.max(high, extremes);
    const a = f64x2.sub(f64x2.promote_low_f32x4(values), shift);
    const b = f64x2.sub(f64x2.promote_low_f32x4(v128.shuffle<u64>(values, values, 1, 0)), shift);
    sums = f64x2.add(f64x2.add(sums, a), b);
    squares = f64x2.add(f64x2.add(squares, f64x2.mul(a, a)), f64x2.mul(b, b));
  }
  v128.store(at, low, offsetof<Region>("low"));
  v128.store(at, high, offsetof<Region>("high"));
  v128.store(at, sums, offsetof<Region>("sum"));
  v128.store(at, squares, offsetof<Region>("squares"));
}

/** One value after the other, in the lane of its place. */
function addSingles(region: Region, src: usize, n: usize): void {
  const at = changetype<usize>(region);
  const first = <f64>region.first;
  let low = load<f32>(at, offsetof<Region>("low"));
  let high = load<f32>(at, offsetof<Region>("high"));
  for (let i: usize = 0; i < n; ++i) {
    const value = load<f32>(src + (i << 2));
    const offset = <f64>value - first;
    const lane = at + ((i & 1) << 3);
    low = min<f32>(low, value);
    high = max<f32>(high, value);
    store<f64>(lane, load<f64>(lane, offsetof<Region>("sum")) + offset, offsetof<Region>("sum"));
    store<f64>(lane, load<f64>(lane, offsetof<Region>("squares")) + offset * offset, offsetof<Region>("squares"));
  }
  store<f32>(at, low, offsetof<Region>("low"));
  store<f32>(at, high, offsetof<Region>("high"));
}
