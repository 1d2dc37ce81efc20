/** Arguments of kernels on bit rows, distances among them. */
import { type Declarations, type Draw, IMAGES, U8, U32 } from "../draw.js";

export const masks: Declarations = {
  clearPadding: (c) => [c.change(c.wholes(c.rows * c.pitch, U8)), c.pitch, c.w, c.rows],
  nonZero: (c) => [c.maskOut(), c.pitch, c.image([...IMAGES, U32], true), c.type, c.w, c.rows],
  countSet: (c) => [c.mask(), c.rows * c.pitch],
  unpack: (c) => [c.out(c.n), c.mask(), c.pitch, c.w, c.rows, c.int(0, 255)],
  complement: (c) => [c.maskOut(), c.mask(), c.pitch, c.w, c.rows],
  clearMargin: (c) => [c.change(c.bits()), c.pitch, c.w, c.h, c.d, c.int(0, Math.max(c.w, c.h, c.d))],
  erodeRoom: (c) => [c.pitch, c.h, c.d, c.int(0, 4), c.int(0, 63)],
  erode(c) {
    const footprint = c.int(0, 4);
    const radius = c.int(0, c.pick([2, 12, footprint > 1 || c.d === 1 ? 63 : 20]));
    const room = c.room(c.raw["erodeRoom"]!(c.pitch, c.h, c.d, footprint, radius));
    const [dst, src] = [c.maskOut(), c.mask()];
    return [dst, src, c.pitch, c.w, c.h, c.d, footprint, radius, c.int(0, 1), c.int(0, 1), room];
  },
  distanceRoom: (c) => [c.w, c.h, c.d],
  distance(c) {
    const room = c.room(c.raw["distanceRoom"]!(c.w, c.h, c.d));
    const dst = c.out(4 * c.n, (exact) => (exact ? 4 * c.n : 0));
    return [dst, c.mask(), c.pitch, c.w, c.h, c.d, c.step(), room];
  },
  distanceGreater(c) {
    const room = c.room(c.raw["distanceRoom"]!(c.w, c.h, c.d));
    const dst = c.out(c.rows * c.pitch, (exact) => (exact ? c.rows * c.pitch : 0));
    return [dst, c.mask(), c.pitch, c.w, c.h, c.d, c.pick([0, 0.5, 1, Math.sqrt(3), 7, 255, 256, 1e9]), room];
  },
  sitesRoom: (c) => [c.w, c.h, c.d],
  nearestSites: (c) => farSites(c),
  siteDistance: (c) => farSites(c),
  siteGreater(c) {
    const [out, dst, bits] = [c.maskOut(), c.room(4 * c.n), c.mask()];
    const room = c.room(c.raw["sitesRoom"]!(c.w, c.h, c.d));
    return [out, dst, bits, c.pitch, c.w, c.h, c.d, ...c.steps(), c.pick([0, 1, 2.5, 300, 1e9]), room];
  },
};

function farSites(c: Draw): number[] {
  const [dst, bits] = [c.out(4 * c.n), c.mask()];
  return [dst, bits, c.pitch, c.w, c.h, c.d, ...c.steps(), c.room(c.raw["sitesRoom"]!(c.w, c.h, c.d))];
}
