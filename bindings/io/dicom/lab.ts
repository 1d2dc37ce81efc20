import type { Color } from "../../core/segmentation.js";

/** The white that DCMTK and the tools built on it take: D65. */
const WHITE = [0.95047, 1, 1.08883] as const;
const TO_XYZ = [
  [0.412453, 0.35758, 0.180423],
  [0.212671, 0.71516, 0.072169],
  [0.019334, 0.119193, 0.950227],
] as const;
const TO_RGB = [
  [3.240481343200527, -1.537151516271319, -0.498536326168886],
  [-0.969254949996568, 1.875990001489891, 0.041555926558293],
  [0.055646639135177, -0.204041338366511, 1.057311069645345],
] as const;
const MOST = 65_535;

/** A colour as three 16-bit numbers of CIELab: L from 0 to 100, a and b from -128 to 127. */
export function labOfColor(color: Color): [number, number, number] {
  const linear = color.map((part) => (part > 0.04045 ? twoPointFour((part + 0.055) / 1.055) : part / 12.92));
  const [x, y, z] = times(TO_XYZ, linear).map((part, i) => {
    const ratio = part / (WHITE[i] as number);
    return ratio > 0.008856 ? cubeRoot(ratio) : 7.787 * ratio + 16 / 116;
  }) as [number, number, number];
  const lab = [(116 * y - 16) / 100, (500 * (x - y) + 128) / 255, (200 * (y - z) + 128) / 255];
  return lab.map((part) => Math.round(MOST * clamped(part))) as [number, number, number];
}

/** The colour of such numbers: that of 8-bit parts which has just these numbers, where there is one. */
export function colorOfLab(lab: readonly number[]): Color {
  const [l, a, b] = lab.map((part) => part / MOST) as [number, number, number];
  const y = (100 * l + 16) / 116;
  const roots = [y + (255 * a - 128) / 500, y, y - (255 * b - 128) / 200];
  const xyz = roots.map((root, i) => {
    return (WHITE[i] as number) * (root > 0.2068966 ? root * root * root : (root - 16 / 116) / 7.787);
  });
  const color = times(TO_RGB, xyz).map((part) => {
    return clamped(part > 0.0031308 ? 1.055 * fiveTwelfths(part) - 0.055 : 12.92 * part);
  }) as unknown as Color;
  const eight = color.map((part) => Math.round(part * 255) / 255) as unknown as Color;
  return labOfColor(eight).every((part, i) => Math.abs(part - (lab[i] as number)) <= 16) ? eight : color;
}

function times(matrix: readonly (readonly number[])[], vector: readonly number[]): number[] {
  return matrix.map((row) => row.reduce((sum, part, i) => sum + part * (vector[i] as number), 0));
}

function clamped(part: number): number {
  return Math.min(1, Math.max(0, part));
}

/** Roots by Newton's method: engines round powers differently. */
function root(value: number, degree: number): number {
  if (value <= 0) return 0;
  let guess = Math.max(1, value);
  for (let step = 0; step < 200; step++) {
    let power = 1;
    for (let i = 1; i < degree; i++) power *= guess;
    const next = guess - (guess - value / power) / degree;
    if (next === guess || next <= 0) break;
    guess = next;
  }
  return guess;
}

const cubeRoot = (value: number) => root(value, 3);
/** x to the power of 2.4. */
const twoPointFour = (value: number) => value * value * root(value * value, 5);
/** x to the power of 1 / 2.4. */
const fiveTwelfths = (value: number) => Math.sqrt(Math.sqrt(cubeRoot(value * value * value * value * value)));
