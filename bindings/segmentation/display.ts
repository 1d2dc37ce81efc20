import { ArgumentRangeError, CorruptFile } from "../core/errors.js";
import { describe } from "../core/image.js";
import { type Color, checkSegmentation, type Segment, type Segmentation } from "../core/segmentation.js";
import type { Mesh } from "../ops/mesh.js";
import { placed, placementOf } from "../ops/world-grid.js";

/** How one segment is shown, in proportion to how all of them are. */
export interface SegmentDisplay {
  readonly visible: boolean;
  readonly visible3D: boolean;
  readonly visible2DFill: boolean;
  readonly visible2DOutline: boolean;
  /** Opacities, 0 to 1. */
  readonly opacity3D: number;
  readonly opacity2DFill: number;
  readonly opacity2DOutline: number;
  /** Whether a click on it chooses it. */
  readonly pickable: boolean;
  /** Shown instead of the segment's own colour. */
  readonly color?: Color | undefined;
}

/** How a segmentation is shown: plain data, as JSON holds it. */
export interface SegmentationDisplay extends Omit<SegmentDisplay, "pickable" | "color"> {
  /** What differs from `SEGMENT_DISPLAY`, by segment ID. */
  readonly segments: Readonly<Record<string, Partial<SegmentDisplay>>>;
}

/** How a segment is shown unless something else is said. */
export const SEGMENT_DISPLAY: SegmentDisplay = {
  visible: true,
  visible3D: true,
  visible2DFill: true,
  visible2DOutline: true,
  opacity3D: 1,
  opacity2DFill: 1,
  opacity2DOutline: 1,
  pickable: true,
};

const { pickable: _, color: _c, ...ALL } = SEGMENT_DISPLAY;

/** 3D Slicer's defaults: everything visible, areas in slices half transparent. */
export const SEGMENTATION_DISPLAY: SegmentationDisplay = { ...ALL, opacity2DFill: 0.5, segments: {} };

/**
 * How a segment comes out: shown where both it and the segmentation are, opacities multiplied, its own colour or the one
 * that stands for it.
 *
 * @example
 * shownSegment(SEGMENTATION_DISPLAY, segment).opacity2DFill; // 0.5
 */
export function shownSegment(display: SegmentationDisplay, segment: Segment): SegmentDisplay & { color: Color } {
  const own = { ...SEGMENT_DISPLAY, ...display.segments[segment.id] };
  return {
    visible: display.visible && own.visible,
    visible3D: display.visible3D && own.visible3D,
    visible2DFill: display.visible2DFill && own.visible2DFill,
    visible2DOutline: display.visible2DOutline && own.visible2DOutline,
    opacity3D: display.opacity3D * own.opacity3D,
    opacity2DFill: display.opacity2DFill * own.opacity2DFill,
    opacity2DOutline: display.opacity2DOutline * own.opacity2DOutline,
    pickable: own.pickable,
    color: own.color ?? segment.color,
  };
}

/**
 * IDs of the segments that are not hidden, in their order: what "visible" means to effects and statistics.
 *
 * @throws ArgumentRangeError E_SEGMENT for a segmentation that is not valid
 */
export function visibleSegments(segmentation: Segmentation, display: SegmentationDisplay): string[] {
  checkSegmentation("visibleSegments", segmentation);
  const visible = ({ id }: Segment) => display.segments[id]?.visible ?? true;
  return segmentation.segments.filter((segment) => display.visible && visible(segment)).map(({ id }) => id);
}

/**
 * Opacities that let one look into surfaces that lie inside one another: 1 for those that contain no other, less with every
 * level further out, as 3D Slicer chooses them. One contains another where its box does.
 *
 * @param meshes surfaces of one world
 * @returns an opacity for each mesh; 1 for one without vertices
 * @example
 * autoOpacities([surface(k, mask)]); // [1]
 */
export function autoOpacities(meshes: readonly Mesh[]): number[] {
  const boxes = meshes.map(boxOf);
  const levels = new Map<number, number>();
  const levelOf = (at: number): number => {
    const known = levels.get(at);
    if (known !== undefined) return known;
    const inner = boxes.flatMap((box, other) => (other !== at && contains(boxes[at], box) ? [levelOf(other) + 1] : []));
    const level = Math.max(0, ...inner);
    levels.set(at, level);
    return level;
  };
  const all = meshes.map((_mesh, at) => levelOf(at));
  const steps = Math.max(0, ...all) + 1;
  return all.map((level) => 1 - level / steps);
}

type Box = { low: number[]; high: number[] } | undefined;

function boxOf(mesh: Mesh): Box {
  if (mesh.vertices.length === 0) return undefined;
  const [low, high] = [
    Array<number>(3).fill(Number.POSITIVE_INFINITY),
    Array<number>(3).fill(Number.NEGATIVE_INFINITY),
  ];
  for (const [i, value] of placed(placementOf(mesh, false), mesh.vertices).entries()) {
    low[i % 3] = Math.min(low[i % 3] as number, value);
    high[i % 3] = Math.max(high[i % 3] as number, value);
  }
  return { low, high };
}

/** True where a box lies within another on every side; equal boxes contain neither. */
function contains(outer: Box, inner: Box): boolean {
  if (!outer || !inner) return false;
  return [0, 1, 2].every(
    (i) => (outer.low[i] as number) < (inner.low[i] as number) && (inner.high[i] as number) < (outer.high[i] as number),
  );
}

/** What the text calls itself. */
const KIND = "segwasm display";

/** The display as a JSON document. */
export function writeDisplay(display: SegmentationDisplay): string {
  return `${JSON.stringify({ kind: KIND, version: 1, ...display }, null, 2)}\n`;
}

/**
 * Reads what `writeDisplay` wrote. What is missing has its default.
 *
 * @throws CorruptFile E_CORRUPT for another document; ArgumentRangeError E_OPTION for a property that is unknown or not what
 *   it should be
 * @example
 * readDisplay(writeDisplay({ ...SEGMENTATION_DISPLAY, segments: { Segment_2: { visible: false } } })).segments;
 */
export function readDisplay(text: string): SegmentationDisplay {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    throw new CorruptFile("display: the file is no JSON", {}, "E_CORRUPT", cause);
  }
  const { kind, version, segments = {}, ...own } = (document ?? {}) as Record<string, unknown>;
  const isMap = typeof segments === "object" && segments !== null && !Array.isArray(segments);
  if (kind !== KIND || version !== 1 || !isMap) {
    throw new CorruptFile(`display: expected a document of kind "${KIND}", version 1, with segments by ID`);
  }
  const each = Object.entries(segments).map(([id, given]) => [id, checked(given, SEGMENT_DISPLAY, `segment ${id}`)]);
  return { ...SEGMENTATION_DISPLAY, ...checked(own, ALL, "all segments"), segments: Object.fromEntries(each) };
}

/** Throws E_OPTION unless every property is known and of the kind of its default. */
function checked(given: unknown, defaults: object, whose: string): Partial<SegmentDisplay> {
  const known = new Map<string, unknown>(Object.entries(defaults));
  for (const [name, value] of Object.entries(given ?? {})) {
    const isColor = Array.isArray(value) && value.length === 3 && value.every(isShare);
    const isFit = name === "color" ? defaults === SEGMENT_DISPLAY && isColor : typeof value === typeof known.get(name);
    if (isFit && (typeof value !== "number" || isShare(value))) continue;
    throw new ArgumentRangeError("E_OPTION", `display of ${whose}: ${describe(name)} cannot be ${describe(value)}`);
  }
  return given as Partial<SegmentDisplay>;
}

const isShare = (value: unknown): boolean => typeof value === "number" && value >= 0 && value <= 1;
