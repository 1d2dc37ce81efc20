/** Arguments of the filters of neighbourhoods. */
import { arrayType, type Dtype } from "../../../bindings/core/image.js";
import { KERNEL_DTYPES, type ResidentImage } from "../../../bindings/core/resident.js";
import { type BlockPlan, roomBytes } from "../../../bindings/ops/blocks.js";
import { chordsOf, FOOTPRINTS } from "../../../bindings/ops/footprints.js";
import { boxPlan, chordPlan } from "../../../bindings/ops/grey-plans.js";
import { rankPlan } from "../../../bindings/ops/rank-plans.js";
import { bytesOf, type Declarations, type Draw, F32, IMAGES } from "../draw.js";

export const neighbourhoods: Declarations = {
  filterBlocks(c) {
    const src = c.image(IMAGES);
    return blockCall(c, src, planOf(c, imageOf(c)));
  },
  localValues(c) {
    const [dst, squares] = [c.out(8 * c.n), c.chance(0.5) ? 0 : c.out(8 * c.n)];
    return [dst, squares, c.image(IMAGES), c.type, 0, c.n, c.room(320)];
  },
  filterLines(c) {
    const axis = c.int(0, 2);
    const n = [c.d, c.h, c.w][axis] as number;
    const inner = [c.h * c.w, c.w, 1][axis] as number;
    const strips = (c.n / n / inner) * Math.ceil(inner / 128);
    const from = c.int(0, strips - 1);
    const radius = c.pick([0, 1, 1, 2, 7, 30]);
    const weights = c.chance(0.5) ? 0 : c.memory.reserve("in", 8 * (radius + 1));
    if (weights) c.raw["gaussianWeights"]!(weights, radius / 4, radius);
    const data = c.change(Float64Array.from(c.floats(c.n)));
    const room = c.room(inner === 1 ? 12 * (n + 2 * radius) + 128 : 1092 * (n + 2 * radius) + 3392);
    const tuning = [c.int(0, 3), weights, radius, c.int(1, 9), c.int(0, 1)];
    return [data, inner, n, ...tuning, from, c.int(from, strips), room];
  },
  localLevels(c) {
    const data = c.change(Float64Array.from(c.floats(c.n)));
    const squares = c.chance(0.5) ? 0 : c.put(Float64Array.from(c.floats(c.n)));
    return [data, squares, c.int(1, 99), c.finite(), c.pick([0, 1, 127.5]), c.int(0, 1), 0, c.n];
  },
  exceeds(c) {
    const [dst, src] = [c.maskOut(), c.image(IMAGES)];
    const levels = c.put(Float64Array.from(c.floats(c.n)));
    return [dst, c.pitch, src, c.type, levels, c.w, 0, c.rows, c.room(4 * c.w + 64)];
  },
  difference(c) {
    const a = c.image(IMAGES);
    const other = c.type === F32 ? c.floats(c.n) : c.wholes(c.n, c.type);
    const bytes = c.n * bytesOf(c.type);
    return [c.out(bytes + 16, () => bytes), a, c.put(other), c.type, c.n];
  },
};

/** The image drawn last, as plans see it. */
function imageOf({ w, h, d, type }: Draw): ResidentImage {
  const dtype = Object.entries(KERNEL_DTYPES).find(([, code]) => code === type)?.[0] as ResidentImage["dtype"];
  return { kind: "image", at: 0, dtype, shape: d === 1 ? [h, w] : [d, h, w], geometry: {}, w, h, d };
}

function planOf(c: Draw, image: ResidentImage): BlockPlan {
  const radius = c.pick([0, 1, 1, 2, 3, 5]);
  if (c.chance(0.5)) {
    const chords = chordsOf(c.pick(FOOTPRINTS), Math.max(1, radius), image.shape.length);
    return rankPlan(image, chords, c.int(1, 3), c.pick(radius < 3 ? [0, 1e9] : [1, 1e9]));
  }
  if (c.chance(0.5)) return chordPlan(image, c.pick(["ball", "diamond"]), radius);
  return boxPlan(image, { x: radius, y: c.pick([0, 1, 4, 20]), z: 0 });
}

/** The call that runs a plan on some of its blocks. */
function blockCall(c: Draw, src: number, made: BlockPlan): number[] {
  const { bx, by, bz, reach, pitch, count } = made.blocks;
  const from = c.int(0, count - 1);
  const to = c.int(from, count);
  const bytes = c.n * arrayType(imageOf(c).dtype as Dtype).BYTES_PER_ELEMENT;
  const plan = c.put(Int32Array.from(made.words));
  const room = c.room(roomBytes(made));
  const grid = [c.w, c.h, c.d, bx, by, bz, reach.x, reach.y, reach.z, pitch];
  return [
    c.change(new Uint8Array(bytes)),
    src,
    c.type,
    ...grid,
    c.int(0, 5),
    c.finite(),
    c.pick([0, -1]),
    plan,
    from,
    to,
    room,
  ];
}
