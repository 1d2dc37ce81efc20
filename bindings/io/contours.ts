import { CorruptFile, UnsupportedFile } from "../core/errors.js";
import { type Geometry, geometryOf } from "../core/image.js";

/** Outlines in planes of a grid, each of a label. */
export interface ContourSet {
  /** The grid they lie on. */
  grid: Geometry & { shape: readonly number[] };
  contours: readonly {
    label: number;
    /** Index of the plane. */
    plane: number;
    closed: boolean;
    /** n × 2: (y, x), index × spacing. */
    points: Float64Array;
  }[];
}

/** What the document calls itself. */
const KIND = "segwasm contours";

/**
 * Contours as one JSON document: the grid, and for each contour its label, its plane and its points y, x, y, x, ….
 *
 * @example
 * const text = writeContours({ grid: labels, contours: outlines });
 */
export function writeContours({ grid, contours }: ContourSet): string {
  const list = contours.map(({ label, plane, closed, points }) => ({
    label,
    plane,
    closed,
    points: Array.from(points),
  }));
  const document = { kind: KIND, version: 1, grid: { shape: grid.shape, ...geometryOf(grid) }, contours: list };
  return `${JSON.stringify(document)}\n`;
}

const isNumbers = (value: unknown, least = 0): value is number[] =>
  Array.isArray(value) && value.length >= least && value.every((one) => Number.isFinite(one));

/**
 * Reads what `writeContours` wrote.
 *
 * @throws UnsupportedFile E_FORMAT for other documents, CorruptFile E_CORRUPT for one that contradicts itself
 * @example
 * readContours(writeContours({ grid: labels, contours: outlines })).contours.length === outlines.length; // true
 */
export function readContours(text: string): ContourSet {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    throw new CorruptFile("contours: the file is no JSON", {}, "E_CORRUPT", cause);
  }
  const { kind, version, grid, contours } = (document ?? {}) as Record<string, unknown>;
  if (kind !== KIND || version !== 1)
    throw new UnsupportedFile(`contours: expected a document of kind "${KIND}", version 1`);
  const { shape, spacing, origin, direction } = (grid ?? {}) as Record<string, unknown>;
  const whole = isNumbers(shape, 2) && shape.length <= 3 && shape.every((n) => Number.isInteger(n) && n > 0);
  const placed = [spacing, origin, direction].every((list) => list === undefined || isNumbers(list, 2));
  if (!whole || !placed || (spacing !== undefined && !(spacing as number[]).every((step) => step > 0))) {
    throw new CorruptFile("contours: the grid has no shape of whole numbers, or no spacing above 0");
  }
  const list = Array.isArray(contours) ? contours : [];
  return {
    grid: grid as ContourSet["grid"],
    contours: list.map((one, i) => {
      const { label, plane, closed, points } = (one ?? {}) as Record<string, unknown>;
      const good = isNumbers(points) && points.length % 2 === 0 && Number.isInteger(plane) && Number.isInteger(label);
      if (!good || (label as number) < 1) throw new CorruptFile(`contours: number ${i} has no label, plane or points`);
      return {
        label: label as number,
        plane: plane as number,
        closed: closed === true,
        points: Float64Array.from(points),
      };
    }),
  };
}
