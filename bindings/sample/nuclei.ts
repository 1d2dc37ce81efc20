import type { Image } from "../core/image.js";
import { type Body, drawBody, type Extents, expose } from "./bodies.js";
import { SampleRandom } from "./random.js";

const EXTENTS: Extents = [60, 256, 256];
const COLUMNS = 6;
const ROWS = 5;

/**
 * A confocal-like volume, 60×256×256 u16 with voxels of 0.29×0.26×0.26 µm: thirty noisy nuclei of different brightness,
 * many of them touching a neighbour.
 */
export function nucleiSample(): Image<Uint16Array> {
  const random = new SampleRandom(4);
  const signal = new Float32Array(EXTENTS[0] * EXTENTS[1] * EXTENTS[2]);
  for (let index = 0; index < COLUMNS * ROWS; index++) drawBody(signal, EXTENTS, nucleus(index, random));
  const data = expose(signal, random, 700, 45);
  return { data, shape: EXTENTS, spacing: [0.29, 0.26, 0.26], unit: "µm" };
}

/** One nucleus near its place on a staggered 6×5 grid. */
function nucleus(index: number, random: SampleRandom): Body {
  const [row, column] = [Math.floor(index / COLUMNS), index % COLUMNS];
  const stagger = row % 2 === 0 ? -0.18 : 0.18;
  const x = ((column + 0.5 + stagger) * EXTENTS[2]) / COLUMNS + random.between(-5, 5);
  const y = ((row + 0.5) * EXTENTS[1]) / ROWS + random.between(-8, 8);
  return {
    centre: [random.between(20, 40), y, x],
    radii: [random.between(15, 19), random.between(18, 24), random.between(16, 21)],
    turn: random.between(-0.8, 0.8),
    brightness: random.between(9000, 20000),
  };
}
