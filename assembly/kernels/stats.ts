/**
 * Region statistics: what is gathered about each label of a label image, and of the values below it, in one pass.
 *
 * In     labels: u8, u16 or u32, rows without gaps; values: u8, u16, i16 or f32 on the same grid, or type −1 for none
 *        sorted: 0, or the `count` labels that occur, ascending; without it the labels are 1..count
 *        stepZ, stepY, stepX: spacing
 * Out    table: count rows of `regionBytes()`; row i is the label sorted[i], or i + 1
 *        columns: f64, each as long as there are regions, in the order label, count, volume, bbox z0 y0 x0 z1 y1 x1,
 *        centroid z y x, and with values: sum, mean, standard deviation, smallest, largest
 * Room   `statsRoom()` bytes
 * Rules  label 0 is background; labels that do not occur get no row in the columns; rows ascend by label
 *        bbox half open, in indices; centroid = mean index · step; volume = count · stepZ · stepY · stepX
 *        the standard deviation is that of the population (divided by count)
 *        integer values: sums and n Σx² − (Σx)² exact in 128 bits, one rounding at the end
 *        f32 values: f64 sums of differences to the label's first value, in raster order, the voxels at even and at odd
 *        places of a run apart; a run ends with its row and after 8192 voxels; a constant region has deviation 0
 *        NaN makes sum, mean, deviation, smallest and largest of its label NaN; infinity makes sum and mean infinite
 *        and the deviation NaN
 * Cost   O(n) reading, O(1) per run of equal label, one vector step per 16 integer values
 * After  scikit-image `regionprops_table`, to 1e-12 where it is not exact
 */
import { extreme, Region, regionAt } from "../core/region";
import { F32, sizeOfType, U16, U8 } from "../core/types";
import { findRuns, rankRuns, RUN } from "../rows/labelled";
import { addBytes, addShapes, addShorts, flipOf } from "../rows/measure";
import { addFloats } from "../rows/measure-floats";

/** Voxels of a row that are looked at together; runs are cut here, so that their sums fit 32-bit lanes. */
export const PIECE: usize = 8192;

/** Bytes of one row of the table. */
export function regionBytes(): usize {
  return offsetof<Region>();
}

/** Bytes of scratch of all functions here. */
export function statsRoom(): usize {
  return (PIECE + 1) * RUN;
}

/** The runs of one piece of a row, as `findRuns` gives them, for any type of label. */
export function findRunsOf(type: i32, out: usize, row: usize, from: usize, to: usize): usize {
  if (type == U8) return findRuns<u8>(out, row, from, to);
  return type == U16 ? findRuns<u16>(out, row, from, to) : findRuns<u32>(out, row, from, to);
}

/** Fills the table. */
export function measure(
  table: usize, sorted: usize, count: u32, labels: usize, labelType: i32, values: usize, valueType: i32,
  w: usize, h: usize, rows: usize, room: usize,
): void {
  memory.fill(table, 0, <usize>count * offsetof<Region>());
  measureMore(table, sorted, count, labels, labelType, values, valueType, w, h, rows, 0, room);
}

/** Adds planes from number `firstPlane` on to a table, as if they followed those before in one image. */
export function measureMore(
  table: usize, sorted: usize, count: u32, labels: usize, labelType: i32, values: usize, valueType: i32,
  w: usize, h: usize, rows: usize, firstPlane: usize, room: usize,
): void {
  const labelPitch = w * sizeOfType(labelType);
  const valuePitch = w * sizeOfType(valueType);
  for (let row: usize = 0; row < rows; ++row) {
    const z = row / h;
    for (let x: usize = 0; x < w; x += PIECE) {
      const end = findRunsOf(labelType, room, labels + row * labelPitch, x, min<usize>(x + PIECE, w));
      if (end == room) continue;
      if (sorted) rankRuns(room, end, sorted, count);
      const src = values + row * valuePitch;
      addShapes(table, room, end, <u32>(row - z * h), <u32>(firstPlane + z), src, valueType);
      if (valueType >= 0) addValues(table, room, end, src, valueType);
    }
  }
}

function addValues(table: usize, run: usize, end: usize, row: usize, type: i32): void {
  if (type == U8) addBytes(table, run, end, row);
  else if (type == F32) addFloats(table, run, end, row);
  else addShorts(table, run, end, row, flipOf(type));
}

/** Number of rows of the table that were met. */
export function countRegions(table: usize, count: u32): u32 {
  let met: u32 = 0;
  for (let label: u32 = 1; label <= count; ++label) met += <u32>(regionAt(table, label).count != 0);
  return met;
}

/** Writes the columns; returns the number of regions. */
export function regionColumns(
  dst: usize, table: usize, sorted: usize, count: u32, valueType: i32, stepZ: f64, stepY: f64, stepX: f64,
): u32 {
  const met = countRegions(table, count);
  const column = <usize>met << 3;
  let at = dst;
  for (let label: u32 = 1; label <= count; ++label) {
    const region = regionAt(table, label);
    if (region.count == 0) continue;
    store<f64>(at, <f64>(sorted ? load<u32>(sorted + (<usize>(label - 1) << 2)) : label));
    writeShape(at + column, column, region, stepZ, stepY, stepX);
    if (valueType == F32) writeFloats(at + 12 * column, column, region);
    else if (valueType >= 0) writeIntegers(at + 12 * column, column, region, valueType);
    at += 8;
  }
  return met;
}

function writeShape(at: usize, column: usize, region: Region, stepZ: f64, stepY: f64, stepX: f64): void {
  const n = <f64>region.count;
  store<f64>(at, n);
  store<f64>(at + column, n * (stepZ * stepY * stepX));
  store<f64>(at + 2 * column, <f64>region.z0);
  store<f64>(at + 3 * column, <f64>region.y0);
  store<f64>(at + 4 * column, <f64>region.x0);
  store<f64>(at + 5 * column, <f64>region.z1);
  store<f64>(at + 6 * column, <f64>region.y1);
  store<f64>(at + 7 * column, <f64>region.x1);
  store<f64>(at + 8 * column, (<f64>region.sumZ / n) * stepZ);
  store<f64>(at + 9 * column, (<f64>region.sumY / n) * stepY);
  store<f64>(at + 10 * column, (<f64>region.sumX / n) * stepX);
}

function writeIntegers(at: usize, column: usize, region: Region, type: i32): void {
  const n = region.count;
  // What was gathered are values minus this.
  const offset: i64 = type == U16 ? 32768 : 0;
  const sum = <i64>(region.sum + region.sum2);
  const total = <f64>(sum + offset * <i64>n);
  store<f64>(at, total);
  store<f64>(at + column, total / <f64>n);
  store<f64>(at + 2 * column, Math.sqrt(spread(n, <u64>abs<i64>(sum), region.squares + region.squares2)) / <f64>n);
  store<f64>(at + 3 * column, smallest(region, type) + <f64>offset);
  store<f64>(at + 4 * column, largest(region, type) + <f64>offset);
}

// @ts-ignore: decorator
@inline
function smallest(region: Region, type: i32): f64 {
  return extreme(changetype<usize>(region) + offsetof<Region>("low"), type, false);
}

// @ts-ignore: decorator
@inline
function largest(region: Region, type: i32): f64 {
  return extreme(changetype<usize>(region) + offsetof<Region>("high"), type, true);
}

/** n Σx² − (Σx)², exact until it is rounded to f64. */
function spread(n: u64, sum: u64, squares: u64): f64 {
  const a = n * squares;
  const b = sum * sum;
  const high = highProduct(n, squares) - highProduct(sum, sum) - <u64>(a < b);
  return <f64>high * 18446744073709551616.0 + <f64>(a - b);
}

/** The upper 64 bits of a product. */
function highProduct(a: u64, b: u64): u64 {
  const mask: u64 = 0xffff_ffff;
  const low = (a & mask) * (b & mask);
  const first = (a >> 32) * (b & mask) + (low >> 32);
  const second = (a & mask) * (b >> 32) + (first & mask);
  return (a >> 32) * (b >> 32) + (first >> 32) + (second >> 32);
}

function writeFloats(at: usize, column: usize, region: Region): void {
  const n = <f64>region.count;
  const first = <f64>region.first;
  const shifted = reinterpret<f64>(region.sum) + reinterpret<f64>(region.sum2);
  const squares = reinterpret<f64>(region.squares) + reinterpret<f64>(region.squares2);
  const variance = squares / n - (shifted / n) * (shifted / n);
  storeNumber(at, first * n + shifted);
  storeNumber(at + column, first + shifted / n);
  storeNumber(at + 2 * column, variance < 0 ? 0 : Math.sqrt(variance));
  storeNumber(at + 3 * column, smallest(region, F32));
  storeNumber(at + 4 * column, largest(region, F32));
}

/** Every NaN is stored with the same bits. */
function storeNumber(at: usize, value: f64): void {
  store<f64>(at, value == value ? value : NaN);
}
