import type { Image } from "../core/image.js";
import { type Body, drawBody, type Extents, expose } from "./bodies.js";
import { SampleRandom } from "./random.js";

const EXTENTS: Extents = [1, 512, 512];
const GRID = 8;
/** Places of the grid that stay empty, so that the picture has sixty cells and some open ground. */
const EMPTY = [10, 29, 38, 52];

/** A widefield-like picture, 512×512 u16 with pixels of 0.325 µm: sixty noisy cells, some touching. */
export function cellsSample(): Image<Uint16Array> {
  const random = new SampleRandom(1);
  const signal = new Float32Array(EXTENTS[1] * EXTENTS[2]);
  for (let index = 0; index < GRID * GRID; index++) {
    const body = cell(index, random);
    if (!EMPTY.includes(index)) drawBody(signal, EXTENTS, body);
  }
  const data = expose(signal, random, 1200, 60);
  return { data, shape: [EXTENTS[1], EXTENTS[2]], spacing: [0.325, 0.325], unit: "µm" };
}

function cell(index: number, random: SampleRandom): Body {
  const pitch = EXTENTS[1] / GRID;
  const [row, column] = [Math.floor(index / GRID), index % GRID];
  return {
    centre: [0, (row + 0.5) * pitch + random.between(-9, 9), (column + 0.5) * pitch + random.between(-9, 9)],
    radii: [1, random.between(17, 27), random.between(18, 30)],
    turn: random.between(-0.9, 0.9),
    brightness: random.between(9000, 22000),
  };
}
