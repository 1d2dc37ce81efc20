import { arrayType } from "../core/image.js";
import type { ResidentImage } from "../core/resident.js";
import { type BlockPlan, blocksOf, type Reach } from "./blocks.js";
import type { Chord } from "./footprints.js";
import { networkPlan, rankNetwork } from "./rank-network.js";

/** Exchanges a voxel of the window that a network has, about: columns of a box share theirs. */
const BOX_EXCHANGES = 4.4;
const OTHER_EXCHANGES = 6;
/** What one byte of an exchanged voxel costs, and what a sliding histogram does at all and for each chord. */
const EXCHANGE_COST = 0.1;
const LEVEL_COST = { uint8: 45, uint16: 160, int16: 160, float32: 210 } as const;
const CHORD_COST = 4;
/** What histograms of columns do at all and for each plane of a box, and how many voxels their counts can hold. */
const COLUMNS_COST = 42;
const PLANE_COST = 8;
const MOST_COUNTED = 65_535;
/** Bytes of a level. */
const LEVEL = 4;
/** Nanoseconds of one unit of these costs, about. */
const UNIT = 0.5;

/**
 * The fastest plan for one rank, counted from 0, of a footprint: a network of exchanges for small windows, for large ones
 * a histogram that slides along rows, or in boxes of 8-bit voxels one for each column. `favour` makes networks cheaper (0) or dearer (above 1).
 */
export function rankPlan(image: ResidentImage, chords: readonly Chord[], rank: number, favour = 1): BlockPlan {
  const most = (numbers: readonly number[]) => Math.max(...numbers);
  const reach = {
    x: most(chords.map(({ half }) => half)),
    y: most(chords.map(({ dy }) => dy)),
    z: most(chords.map(({ dz }) => dz)),
  };
  const voxels = chords.reduce((sum, { half }) => sum + 2 * half + 1, 0);
  const isBox = chords.every(({ half }) => half === reach.x);
  const exchanges = voxels * (isBox ? BOX_EXCHANGES : OTHER_EXCHANGES);
  const networkCost = favour * EXCHANGE_COST * arrayType(image.dtype).BYTES_PER_ELEMENT * exchanges;
  const levelCost = LEVEL_COST[image.dtype] + CHORD_COST * chords.length;
  const columnCost = COLUMNS_COST + PLANE_COST * (2 * reach.z + 1);
  const hasColumns = isBox && image.dtype === "uint8" && voxels + chords.length <= MOST_COUNTED;
  if (hasColumns && columnCost < Math.min(levelCost, networkCost)) {
    return { ...columnPlan(image, reach, rank), cost: columnCost * UNIT };
  }
  if (networkCost > levelCost) return { ...levelPlan(image, reach, chords, rank), cost: levelCost * UNIT };
  const network = rankNetwork(chords, isBox ? 2 * reach.x + 1 : 1, voxels, rank);
  const plan = networkPlan(image, reach, network, ({ pitch, slice }) =>
    chords.map(({ dz, dy }) => (dz + reach.z) * slice + (dy + reach.y) * pitch),
  );
  return { ...plan, cost: Math.max(1, networkCost * UNIT) };
}

/** A histogram for each column of a box. */
function columnPlan(image: ResidentImage, reach: Reach, rank: number): Omit<BlockPlan, "cost"> {
  const blocks = blocksOf(image, reach, { row: 384, block: 256 * 1024 });
  const window = [reach.x, reach.y, reach.z].map((radius) => 2 * radius + 1);
  return { blocks, words: [-2, rank, ...window], behind: blocks.pitch + 544 * (blocks.bx + 2 * reach.x) + 608 };
}

/** A sliding histogram of levels: those of a type of whole numbers, or as many as a block has voxels. */
function levelPlan(
  image: ResidentImage,
  reach: Reach,
  chords: readonly Chord[],
  rank: number,
): Omit<BlockPlan, "cost"> {
  const blocks = blocksOf(image, reach, { size: LEVEL, row: 2048, block: 256 * 1024 });
  const { bx, by, bz, pitch, slice } = blocks;
  const voxels = (bx + 2 * reach.x) * (by + 2 * reach.y) * (bz + 2 * reach.z);
  const whole = image.dtype !== "float32";
  const levels = image.dtype === "uint8" ? 256 : whole ? 65536 : voxels;
  const ends = chords.flatMap(({ dz, dy, half }) => {
    const centre = (dz + reach.z) * slice + (dy + reach.y) * pitch + reach.x * LEVEL;
    return [centre - half * LEVEL, centre + half * LEVEL];
  });
  // A row of output, the histogram with its groups of levels, and what it takes to sort the keys of a block.
  const groups = Math.ceil(levels / 64);
  const behind = pitch + 4 * 64 * groups + 4 * groups + (whole ? 0 : 12 * voxels + 24_640);
  return { blocks, words: [-1, rank, levels, chords.length, ...ends], behind };
}
