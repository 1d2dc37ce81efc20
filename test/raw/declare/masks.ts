/** Arguments of kernels on bit rows, distances among them. */
import { type Solid, solidOf } from "../../../bindings/ops/footprints.js";
import { type Declarations, type Draw, IMAGES, U8, U32 } from "../draw.js";
import { squares } from "../objects.js";

export const masks: Declarations = {
  clearPadding: (c) => [c.change(c.wholes(c.rows * c.pitch, U8)), c.pitch, c.w, c.rows],
  nonZero: (c) => [c.maskOut(), c.pitch, c.image([...IMAGES, U32], true), c.type, c.w, c.rows],
  countSet: (c) => [c.mask(), c.rows * c.pitch],
  unpack: (c) => [c.out(c.n), c.mask(), c.pitch, c.w, c.rows, c.int(0, 255)],
  complement: (c) => [c.maskOut(), c.mask(), c.pitch, c.w, c.rows],
  clearMargin: (c) => [c.change(c.bits()), c.pitch, c.w, c.h, c.d, c.int(0, Math.max(c.w, c.h, c.d))],
  erodeRoom: (c) => [c.pitch, c.h, c.d, c.int(0, 63), c.int(0, 63), c.int(0, 63)],
  erode(c) {
    const solid = anySolid(c);
    const { x, y, z } = solid;
    const [from, to] = c.range(c.h);
    const room = c.room(c.raw["erodeRoom"]!(c.pitch, to - from, c.d, x, y, z));
    const [dst, src, chords] = [c.change(c.bits()), c.mask(), c.put(solid.chords)];
    const flags = [c.int(0, 1), c.int(0, 1)];
    return [dst, src, c.pitch, c.w, c.h, c.d, from, to, chords, x, y, z, ...flags, room];
  },
  blocksOf: (c) => [c.w],
  squareBytes: (c) => [c.w, c.h, c.d],
  squareTile: (c) => [c.w, c.d],
  squareWithin: (c) => [Math.abs(c.finite())],
  squares(c) {
    const dst = c.room(c.raw["squareBytes"]!(c.w, c.h, c.d));
    const room = c.room(c.raw["squareTile"]!(c.w, c.d));
    return [dst, c.mask(), c.pitch, c.w, c.h, c.d, c.pick([1, 2, 50, 0xffff]), ...c.range(c.h), room];
  },
  distance(c) {
    // A range that meets a distance too large says so, and leaves rubbish.
    const whole = (exact: number) => (exact ? 4 * c.n : 0);
    const dst = c.change(c.floats(c.n), whole);
    const [from, to] = c.range(c.d * c.raw["blocksOf"]!(c.w)!);
    return [dst, squares(c, 0xffff), c.w, c.h, c.d, c.step(), from, to, c.room(576)];
  },
  distanceGreater(c) {
    const level = c.raw["squareWithin"]!(c.pick([0, 0.5, 1, Math.sqrt(3), 7, 255]))!;
    const dst = c.change(c.bits());
    const [from, to] = c.range(c.d * c.raw["blocksOf"]!(c.w)!);
    return [dst, c.pitch, squares(c, level + 1), c.w, c.h, c.d, level, from, to, c.room(576)];
  },
  sitesRoom: (c) => [c.w, c.h, c.d],
  nearestSites: (c) => farSites(c),
  siteDistance: (c) => farSites(c),
  siteGreater(c) {
    const [out, dst, bits] = [c.maskOut(), c.room(4 * c.n), c.mask()];
    const room = c.room(c.raw["sitesRoom"]!(c.w, c.h, c.d));
    return [out, dst, bits, c.pitch, c.w, c.h, c.d, ...c.steps(), c.pick([0, 1, 2.5, 300, 1e9]), room];
  },
  colourTable: () => [],
  indexColours(c) {
    const table = new Uint8Array(c.raw["colourTable"]!() as number);
    const step = c.int(1, 4);
    return [c.out(c.n), c.change(table), c.put(colours(c, step)), step, c.n];
  },
  keyEntries(c) {
    const wanted = Uint8Array.from({ length: 256 }, (_, i) => Number(c.chance(0.5) && (i < 16 || c.w % 2 === 0)));
    return [c.maskOut(), c.pitch, c.put(c.wholes(c.n, U8)), c.w, c.rows, c.put(wanted)];
  },
  keyColours(c) {
    const step = c.int(1, 4);
    const [src, colour] = [c.put(colours(c, step)), c.int(0, 2 ** 24 - 1)];
    return [c.maskOut(), c.pitch, src, step, c.w, c.rows, colour, c.int(1, Math.min(3, step)), c.int(0, 200)];
  },
  thin: (c) => [c.change(c.bits()), c.pitch, c.w, c.h, c.d, c.room(c.pitch * c.rows)],
  thinPlanar: (c) => [c.change(c.bits()), c.pitch, c.rows, c.room(3 * c.pitch + 4 * (c.rows + 2))],
};

/** A footprint that does not get longer away from its middle, along both axes across its rows. */
function anySolid(c: Draw): Solid {
  const reach = () => c.int(0, c.pick([2, 12, c.d === 1 ? 63 : 20]));
  const [x, y, z] = [reach(), c.chance(0.3) ? undefined : reach(), c.d === 1 ? 0 : reach()];
  const slope = c.pick([0, 0.3, 1, 3]);
  return solidOf({ x, y: y ?? x, z }, (dz, dy) =>
    dz === 0 ? Math.max(0, x - Math.floor(dy * slope)) : x - Math.floor((dy + dz) * slope),
  );
}

/** Pixels of so many bytes: of few colours in long runs, or of many. */
function colours(c: Draw, step: number): Uint8Array {
  const numbers = c.wholes(c.n, U8);
  const run = c.pick([1, 20, 100]);
  return Uint8Array.from({ length: c.n * step }, (_, i) => numbers[Math.floor(i / step / run)] as number);
}

function farSites(c: Draw): number[] {
  const [dst, bits] = [c.out(4 * c.n), c.mask()];
  return [dst, bits, c.pitch, c.w, c.h, c.d, ...c.steps(), c.room(c.raw["sitesRoom"]!(c.w, c.h, c.d))];
}
