import type { Gathered } from "./gather.js";

/** What the windows of a label add up to. */
export interface Outline {
  /** Euler number where all neighbours connect (8 or 26), and where faces alone do (4 or 6). */
  euler: Float64Array;
  eulerFaces: Float64Array;
  /** Perimeter (2-D) or surface (3-D) by Crofton's formula, in the unit of the spacing to that power. */
  crofton: Float64Array;
  /** Surface (3-D) with the weights that directions have between cubic voxels, whatever the spacing. */
  croftonCubic: Float64Array;
}

/** Corners of a window as bits; see `assembly/rows/windows.ts`. The bits of a corner's number tell x, y and z. */
const bit = (code: number, corner: number): number => (code >> corner) & 1;
const spanOf = (a: number, b: number): number => bit(a ^ b, 0) + bit(a ^ b, 1) + bit(a ^ b, 2);
const CORNERS = [0, 1, 2, 3, 4, 5, 6, 7];

/** Figures of one code: what a window of this shape contributes. */
interface Contribution {
  euler: number;
  eulerFaces: number;
  crofton: number;
  croftonCubic: number;
}

/** Euler numbers and Crofton lengths of every row, from one pass over the image. */
export function outline(g: Gathered): Outline {
  return g.once("outline", () => {
    const { classes, kinds, contributions } = g.ndim === 2 ? pictureWindows(g.spacing) : volumeWindows(g.spacing);
    const counts = g.windows(classes, kinds);
    const result = {
      euler: new Float64Array(g.rows),
      eulerFaces: new Float64Array(g.rows),
      crofton: new Float64Array(g.rows),
      croftonCubic: new Float64Array(g.rows),
    };
    for (let row = 0; row < g.rows; row++) {
      const from = g.place(row) * kinds;
      let [euler, eulerFaces, crofton, croftonCubic] = [0, 0, 0, 0];
      for (let kind = 0; kind < kinds; kind++) {
        const count = counts[from + kind] as number;
        const one = contributions[kind] as Contribution;
        euler += count * one.euler;
        eulerFaces += count * one.eulerFaces;
        crofton += count * one.crofton;
        croftonCubic += count * one.croftonCubic;
      }
      result.euler[row] = euler;
      result.eulerFaces[row] = eulerFaces;
      result.crofton[row] = crofton;
      result.croftonCubic[row] = croftonCubic;
    }
    return result;
  });
}

interface Windows {
  classes: Uint8Array;
  kinds: number;
  contributions: Contribution[];
}

/** All 16 shapes of a window of 2×2 pixels, each a class of its own. */
function pictureWindows(spacing: readonly number[]): Windows {
  const all = pairsOf([0, 1, 2, 3]);
  const pairs = all.filter(([a, b]) => spanOf(a, b) === 1);
  const lengths = crossingLengths(spacing);
  const codes = [...Array(16).keys()];
  const contributions = codes.map((code): Contribution => {
    const set = countSet(code, 4);
    // A pixel lies in four windows, a pair in two.
    const euler = Number(code !== 0) - countAny(code, pairs) / 2 + set / 4;
    const eulerFaces = set / 4 - countAll(code, pairs) / 2 + Number(code === 15);
    return {
      euler,
      eulerFaces,
      crofton: crossed(code, all, lengths),
      croftonCubic: Number.NaN,
    };
  });
  return { classes: Uint8Array.from({ length: 256 }, (_, code) => code & 15), kinds: 16, contributions };
}

/**
 * The length that one crossing between two corners of a window stands for, by the exclusive or of their numbers: four
 * directions of equal weight, whatever the spacing, as ITK takes them. Pairs along an axis lie in two windows.
 */
function crossingLengths(spacing: readonly number[]): number[] {
  const [y, x] = spacing as [number, number];
  const quarter = Math.PI / 8;
  return [0, (quarter * y) / 2, (quarter * x) / 2, (quarter * y * x) / Math.sqrt(y * y + x * x)];
}

/** The shapes of a window of 2×2×2 voxels; shapes that mirror each other have one class. */
function volumeWindows(spacing: readonly number[]): Windows {
  const classes = new Uint8Array(256);
  const contributions: Contribution[] = [];
  const pairs = pairsOf(CORNERS);
  const faces = [1, 2, 4].flatMap((axis) =>
    [0, axis].map((side) => CORNERS.filter((corner) => (corner & axis) === side)),
  );
  const cubicAreas = crossingAreas(spacing, () => CUBIC_SHARES);
  // Shares are sampled, so between cubes the exact ones are better.
  const isCubic = spacing.every((step) => step === spacing[0]);
  const areas = isCubic ? cubicAreas : crossingAreas(spacing, sphereShares);
  const edges = pairs.filter(([a, b]) => spanOf(a, b) === 1);
  for (let code = 0; code < 256; code++) {
    const first = Math.min(...CORNERS.map((mirror) => mirrored(code, mirror)));
    if (first < code) {
      classes[code] = classes[first] as number;
      continue;
    }
    classes[code] = contributions.length;
    const set = countSet(code, 8);
    contributions.push({
      // A voxel lies in eight windows, a pair in four, a block of four in two.
      euler: Number(code !== 0) - countAny(code, faces) / 2 + countAny(code, edges) / 4 - set / 8,
      eulerFaces: set / 8 - countAll(code, edges) / 4 + countAll(code, faces) / 2 - Number(code === 255),
      crofton: crossed(code, pairs, areas),
      croftonCubic: crossed(code, pairs, cubicAreas),
    });
  }
  return { classes, kinds: contributions.length, contributions };
}

/** The surface that the crossings of one window stand for. */
function crossed(code: number, pairs: readonly (readonly [number, number])[], areas: readonly number[]): number {
  return pairs.reduce((sum, [a, b]) => sum + (bit(code, a) ^ bit(code, b)) * (areas[a ^ b] as number), 0);
}

function mirrored(code: number, mirror: number): number {
  return CORNERS.reduce((sum, corner) => sum + (bit(code, corner) << (corner ^ mirror)), 0);
}

function pairsOf(corners: readonly number[]): [number, number][] {
  return corners.flatMap((a) => corners.filter((b) => b > a).map((b): [number, number] => [a, b]));
}

const countSet = (code: number, corners: number): number =>
  CORNERS.slice(0, corners).reduce((sum, corner) => sum + bit(code, corner), 0);
const countAny = (code: number, groups: readonly (readonly number[])[]): number =>
  groups.filter((group) => group.some((corner) => bit(code, corner))).length;
const countAll = (code: number, groups: readonly (readonly number[])[]): number =>
  groups.filter((group) => group.every((corner) => bit(code, corner))).length;

/**
 * Shares of the sphere by number of axes spanned where voxels are cubes: one direction along an axis, two across a face,
 * four across space. ITK takes these for every spacing.
 */
const CUBIC_SHARES = CORNERS.map(
  (span) => [0, 2 * 0.04577789120476, 4 * 0.03698062787608, 8 * 0.03519563978232][spanOf(span, 0)] as number,
);

/** Samples of a face of the cube on which directions are compared, along each side. */
const SAMPLES = 160;

/**
 * The surface that one crossing between two corners stands for, by the exclusive or of their numbers: 13 directions, each
 * with the share of the sphere that is nearest to it. A crossing counts in every window that holds it.
 */
function crossingAreas(spacing: readonly number[], sharesOf: typeof sphereShares): number[] {
  const [stepZ, stepY, stepX] = spacing as [number, number, number];
  const voxel = stepZ * stepY * stepX;
  const steps = CORNERS.map((span) => [bit(span, 0) * stepX, bit(span, 1) * stepY, bit(span, 2) * stepZ] as const);
  const lengths = steps.map(([x, y, z]) => Math.sqrt(x * x + y * y + z * z));
  const shares = sharesOf(steps, lengths);
  return CORNERS.map((span) => {
    if (span === 0) return 0;
    const axes = spanOf(span, 0);
    // Mirrored directions have one share together: one, two or four of them.
    const share = (shares[span] as number) / (1 << (axes - 1));
    return (2 * share * voxel) / (lengths[span] as number) / (1 << (3 - axes));
  });
}

/** Shares of an eighth of the sphere, cut by which direction is nearest; they sum to 1. */
function sphereShares(steps: readonly (readonly [number, number, number])[], lengths: readonly number[]): number[] {
  const shares = CORNERS.map(() => 0);
  const units = Float64Array.from(steps.flatMap((step, span) => step.map((along) => along / (lengths[span] || 1))));
  for (let i = 0; i < SAMPLES; i++) {
    for (let j = 0; j < SAMPLES; j++) {
      const u = (i + 0.5) / SAMPLES;
      const v = (j + 0.5) / SAMPLES;
      const square = 1 + u * u + v * v;
      // A patch of a face of the cube, seen from the middle.
      const patch = 1 / (square * Math.sqrt(square));
      shares[nearestSpan(units, 1, u, v)]! += patch;
      shares[nearestSpan(units, u, 1, v)]! += patch;
      shares[nearestSpan(units, u, v, 1)]! += patch;
    }
  }
  const total = shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share) => share / total);
}

/** The direction with the smallest angle to (x, y, z). */
function nearestSpan(units: Float64Array, x: number, y: number, z: number): number {
  let nearest = 0;
  let largest = 0;
  for (let span = 1; span < 8; span++) {
    const along = x * units[3 * span]! + y * units[3 * span + 1]! + z * units[3 * span + 2]!;
    if (along <= largest) continue;
    nearest = span;
    largest = along;
  }
  return nearest;
}

/** Perimeter of every row by the steps of its border pixels; pictures with equal spacing. */
export function perimeter(g: Gathered): Float64Array {
  const counts = g.borders();
  const step = g.spacing[0] as number;
  return new Float64Array(g.rows).map((_, row) => {
    const at = g.place(row) * 3;
    const [straight, slanted, mixed] = [counts[at]!, counts[at + 1]!, counts[at + 2]!];
    return (straight + slanted * Math.SQRT2 + (mixed * (1 + Math.SQRT2)) / 2) * step;
  });
}
