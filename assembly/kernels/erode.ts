/**
 * Erosion and dilation of a mask by a symmetric footprint that is a stack of chords.
 *
 * In     src: bit rows; chords: i8, half the length of the footprint's row at each (dz, dy), dz and dy from 0 to how far it
 *        reaches, dy fastest, or −1 where it has none; longest: that of (0, 0), at most 63; reachY, reach: along y and z,
 *        for planes alone 0 along z; the rows from … to − 1 of every plane
 * Out    dst: bit rows, not src
 * Room   `erodeRoom` bytes for the number of rows at hand, on 16
 * Rules  erosion: a voxel stays when every voxel of the footprint around it is set
 *        dilation: a voxel is set when any voxel of the footprint around it is; computed as the erosion of the complement
 *        outside: 1 means that voxels beyond the image count as set (for the erosion that is run, so for a dilation 1
 *        means that they count as not set): the image's edge then changes nothing
 *        a footprint has a row at each dy of its centre plane; where that is as wide as high, none is longer than one nearer
 *        to the centre
 *        bits beyond the width stay 0
 *
 *            footprint as chords, 2-D disk of radius 2:      · · # · ·   dy −2, h 0
 *                                                            · # # # ·   dy −1, h 1
 *                                                            # # # # #   dy  0, h 2
 *
 * Cost   O(words · (radius + rows of the footprint)); 128 voxels a step; empty blocks stop early; planes alone with a
 *        radius up to 16 in one go within registers, see `rows/nested.ts`
 * After  scikit-image `binary_erosion`, `binary_dilation` with mode "ignore" or "min"/"max", exactly
 */
import { andRows, stageChords, stageRow } from "../rows/chords";
import { erodeNested, NESTED_MARGIN, NESTED_REACH, STEP } from "../rows/nested";
import { clearPadding } from "./threshold";

/** Bytes of staged rows above which planes are cut into bands of rows. */
const STAGE: usize = 2 * 1024 * 1024;
/** Output rows of a band of a plane that is eroded from box to box. */
const NESTED_ROWS: usize = 64;

/** Half chord of the footprint at (dz, dy), or −1 where it has none. */
// @ts-ignore: decorator
@inline
function halfChord(chords: usize, reachY: i32, dz: i32, dy: i32): i32 {
  return load<i8>(chords + abs(dz) * (reachY + 1) + abs(dy));
}

/** Output rows of a band. */
function bandRows(pitch: usize, rows: usize, planes: usize, versions: usize, halo: usize): usize {
  const row = planes * versions * pitch;
  const fit = STAGE / row;
  const least = max<usize>(halo, 16);
  return min(rows, fit > halo + least ? fit - halo : least);
}

/** Planes alone are eroded from box to box by what is as wide as high, as far as a vector reaches. */
// @ts-ignore: decorator
@inline
function isNested(d: usize, reachX: i32, reachY: i32): bool {
  return d == 1 && reachX == reachY && reachX <= NESTED_REACH;
}

/** Bytes between staged rows with their margins: an odd multiple of 64, so that they spread over the cache. */
// @ts-ignore: decorator
@inline
function nestedPitch(pitch: usize): usize {
  return ((pitch + 2 * NESTED_MARGIN + 63) & ~63) | 64;
}

/** Scratch bytes of `erode`. */
export function erodeRoom(pitch: usize, rows: usize, d: usize, reachX: i32, reachY: i32, reachZ: i32): usize {
  if (isNested(d, reachX, reachY)) {
    return (min(rows, NESTED_ROWS) + 2 * <usize>reachX + 1) * nestedPitch(pitch) + <usize>(reachX + 1) * STEP + 128;
  }
  const planes = <usize>(2 * reachZ + 1);
  const versions = <usize>(reachX + 1);
  const halo = <usize>(2 * reachY);
  const band = bandRows(pitch, rows, planes, versions, halo);
  // Group headers and entries of the footprint come first.
  return planes * versions * (band + halo) * pitch + (planes + 2) * 16 + planes * (halo + 2) * 4 + 64;
}

/** Erodes, or dilates with `flip` = 1. */
export function erode(
  dst: usize, src: usize, pitch: usize, w: usize, h: usize, d: usize, from: usize, to: usize,
  chords: usize, longest: i32, reachY: i32, reach: i32, flip: i32, outside: i32, room: usize,
): void {
  if (isNested(d, longest, reachY)) {
    return erodePlane(dst, src, pitch, w, h, from, to, chords, longest, flip ? ~0 : 0, outside ? ~0 : 0, room);
  }
  const planes = <usize>(2 * reach + 1);
  const halo = <usize>(2 * reachY);
  const band = bandRows(pitch, to - from, planes, <usize>(longest + 1), halo);
  const version = (band + halo) * pitch;
  const plane = version * <usize>(longest + 1);
  const groups = room;
  const entries = groups + (planes + 2) * 16;
  const stage = (entries + planes * (halo + 2) * 4 + 63) & ~63;
  const flipped: u64 = flip ? ~0 : 0;
  const beyond: u64 = outside ? ~0 : 0;
  listEntries(groups, entries, chords, reach, reachY, version, pitch);
  for (let y = from; y < to; y += band) {
    const rows = min(band, to - y);
    for (let z: i32 = -reach; z < <i32>d; ++z) {
      // Plane z + reach enters the ring of staged planes just before output plane z needs it.
      const next = z + reach;
      if (next < <i32>d) {
        const slot = stage + (<usize>next % planes) * plane;
        stagePlane(slot, src, pitch, w, h, <usize>next, y, rows, halo, longest, version, flipped, beyond);
      }
      if (z < 0) continue;
      const out = dst + (<usize>z * h + y) * pitch;
      if (aimGroups(groups, planes + 1, z, reach, d, stage, plane, outside)) {
        for (let i: usize = 0; i < rows; ++i) {
          andRows(out + i * pitch, pitch, groups, planes + 1, (i + (halo >> 1)) * pitch, flipped);
        }
      } else {
        memory.fill(out, flip ? 0xff : 0, rows * pitch);
      }
      clearPadding(out, pitch, w, rows);
    }
  }
}

/** The rows [from, to) of a single plane, from box to box. */
function erodePlane(
  dst: usize, src: usize, pitch: usize, w: usize, h: usize, from: usize, to: usize,
  chords: usize, radius: i32, flip: u64, outside: u64, room: usize,
): void {
  const reach = <usize>radius;
  const step = nestedPitch(pitch);
  const end = listSteps(room, chords, radius);
  const line = (end + 63) & ~63;
  const stage = line + step;
  for (let y = from; y < to; y += NESTED_ROWS) {
    const rows = min(NESTED_ROWS, to - y);
    for (let i: usize = 0; i < rows + 2 * reach; ++i) {
      const at = <i32>(y + i) - radius;
      const row = stage + i * step;
      if (at < 0 || at >= <i32>h) {
        memory.fill(row, <u8>outside, step);
      } else {
        // Two bytes of either margin are seen.
        store<u64>(row + NESTED_MARGIN - 8, outside);
        stageRow(row + NESTED_MARGIN, src + <usize>at * pitch, pitch, w, flip, outside);
        store<u64>(row + NESTED_MARGIN + pitch, outside);
      }
    }
    for (let i: usize = 0; i < rows; ++i) {
      erodeNested(line, pitch, stage + NESTED_MARGIN + (i + reach) * step, step, reach, room, end);
      stageRow(dst + (y + i) * pitch, line, pitch, w, flip, 0);
    }
  }
}

/** Lists the steps from box to box, the last of them down to what the rows farthest away leave; returns the end of the list. */
function listSteps(steps: usize, chords: usize, radius: i32): usize {
  let before = radius;
  let rows: u32 = 0;
  store<u32>(steps, 0, 4);
  for (let dy = 1; dy <= radius + 1; ++dy) {
    const chord = dy > radius ? 0 : halfChord(chords, radius, 0, dy);
    if (chord < before) {
      store<u32>(steps, rows);
      steps += STEP;
      store<u32>(steps, before - chord, 4);
      rows = 0;
    }
    before = chord;
    if (dy <= radius) ++rows;
  }
  store<u32>(steps, rows);
  return steps + STEP;
}

/**
 * Lists the footprint: group 0 holds the far ends within the centre plane, which empty most blocks; then the rest of the
 * centre plane, then the other planes from the farthest in.
 */
function listEntries(
  groups: usize, entries: usize, chords: usize, reach: i32, high: i32, version: usize, pitch: usize,
): void {
  let entry = entries;
  store<usize>(groups, entry, 4);
  entry = addEntry(entry, halfChord(chords, high, 0, 0), 0, version, pitch);
  if (high > 0) {
    entry = addEntry(entry, halfChord(chords, high, 0, -high), -high, version, pitch);
    entry = addEntry(entry, halfChord(chords, high, 0, high), high, version, pitch);
  }
  store<usize>(groups, entry, 8);
  store<i32>(groups, 0, 12);
  let group = groups + 16;
  for (let k = 0; k <= 2 * reach; ++k) {
    const far = reach - ((k - 1) >> 1);
    const dz = k == 0 ? 0 : k & 1 ? -far : far;
    store<usize>(group, entry, 4);
    for (let dy = -high; dy <= high; ++dy) {
      const listed = dz == 0 && (dy == 0 || dy == high || dy == -high);
      const chord = halfChord(chords, high, dz, dy);
      if (chord >= 0 && !listed) entry = addEntry(entry, chord, dy, version, pitch);
    }
    store<usize>(group, entry, 8);
    store<i32>(group, dz, 12);
    group += 16;
  }
}

// @ts-ignore: decorator
@inline
function addEntry(entry: usize, chord: i32, dy: i32, version: usize, pitch: usize): usize {
  // May be negative: it is added to the address of the centre row.
  store<i32>(entry, chord * <i32>version + dy * <i32>pitch);
  return entry + 4;
}

/** Versions of all rows of one band of a plane, with rows beyond the image as `outside` says. */
function stagePlane(
  slot: usize, src: usize, pitch: usize, w: usize, h: usize, z: usize, y: usize, rows: usize,
  halo: usize, longest: i32, version: usize, flip: u64, outside: u64,
): void {
  for (let i: usize = 0; i < rows + halo; ++i) {
    const at = <i32>(y + i) - <i32>(halo >> 1);
    const row = slot + i * pitch;
    if (at < 0 || at >= <i32>h) {
      for (let k: i32 = 0; k <= longest; ++k) memory.fill(row + <usize>k * version, <u8>outside, pitch);
    } else {
      stageRow(row, src + (z * h + <usize>at) * pitch, pitch, w, flip, outside);
      stageChords(row, pitch, version, longest, outside);
    }
  }
}

/** Points the groups at the staged planes around plane `z`; false when the footprint leaves the image and empties it. */
function aimGroups(
  groups: usize, count: usize, z: i32, reach: i32, d: usize, stage: usize, plane: usize, outside: i32,
): bool {
  for (let i: usize = 0; i < count; ++i) {
    const group = groups + (i << 4);
    const at = z + load<i32>(group, 12);
    const inside = at >= 0 && at < <i32>d;
    if (!inside && !outside) return false;
    store<usize>(group, inside ? stage + (<usize>at % <usize>(2 * reach + 1)) * plane : 0);
  }
  return true;
}
