/** Arguments of the Gaussian. */
import { type Declarations, type Draw, IMAGES } from "../draw.js";

const radius = (c: Draw) => c.pick([0, 0, 1, 1, 2, 3, 5, 9, 20, 40]);
const border = (c: Draw) => c.int(0, 4);

export const blurs: Declarations = {
  gaussianTaps: (c) => taps(c, 4),
  gaussianWeights: (c) => taps(c, 8),
  gaussianRoom: (c) => [c.w, c.h, c.d, radius(c), radius(c), radius(c), border(c)],
  gaussianPlanes(c) {
    const [rx, ry, edge] = [radius(c), radius(c), border(c)];
    const [from, to] = c.range(c.rows);
    const room = c.room(c.raw["gaussianRoom"]!(c.w, c.h, c.d, rx, ry, 0, edge));
    const [dst, src, type] = [c.change(c.floats(c.n)), c.image(IMAGES), c.type];
    const ranges = c.chance(0.5) ? 0 : c.change(c.floats(2 * c.rows));
    const weights = [weightsOf(c, ry), ry, weightsOf(c, rx), rx];
    return [dst, src, type, c.w, c.h, from, to, ...weights, edge, c.finite(), ranges, room];
  },
  gaussianDepth(c) {
    const [rz, edge] = [radius(c), border(c)];
    const from = c.int(0, c.h - 1);
    const to = c.int(from, c.h);
    const room = c.room(c.raw["gaussianRoom"]!(c.w, c.h, c.d, 0, 0, rz, edge));
    const ranges = c.chance(0.5) ? 0 : c.change(c.floats(2 * c.rows));
    return [c.change(c.floats(c.n)), c.w, c.h, c.d, from, to, weightsOf(c, rz), rz, edge, c.finite(), ranges, room];
  },
  gaussianAt(c) {
    const n = c.int(0, 3);
    const list = c.put(Uint32Array.from({ length: n }, () => c.int(0, c.n - 1)));
    const radii = [c.int(0, 3), c.int(0, 4), c.int(0, 5)];
    const weights = radii.flatMap((r) => [weightsOf(c, r, "gaussianWeights", 8), r]);
    const [dst, src] = [c.out(8 * n), c.image(IMAGES)];
    return [dst, list, n, src, c.type, c.w, c.h, c.d, ...weights, border(c), c.finite()];
  },
};

function taps(c: Draw, size: number): number[] {
  const radius = c.int(0, c.pick([3, 40, 600]));
  return [c.out(size * (radius + 1)), c.pick([0, 1e-3, 0.3, 1, 3, 50, 1e4]), radius];
}

/** Weights of a blur that reaches so far. */
function weightsOf(c: Draw, radius: number, maker = "gaussianTaps", size = 4): number {
  const at = c.memory.reserve("in", size * (radius + 1));
  c.raw[maker]!(at, radius / 4, radius);
  return at;
}
