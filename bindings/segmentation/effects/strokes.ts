import type { Mask } from "../../core/image.js";
import { combineMasks, emptyMaskOf, setRun } from "../words.js";
import { type Effect, type EffectCall, type Point, pointsOf } from "./effect.js";

const SHAPE = {
  BrushAbsoluteDiameter: { type: "number", default: 5, min: 0, exclusive: true, summary: "diameter of the brush" },
  BrushSphere: { type: "boolean", default: false, summary: "a ball instead of a disk in the plane of the slice" },
  BrushPixelMode: { type: "boolean", default: false, summary: "only the voxels at the points" },
} as const;

/** What a brush covers on its way along points: the voxels at most its radius from one of the straight ways between them. */
function strokeMask(call: EffectCall, who: string): Mask {
  const points = pointsOf(call, who, 1);
  const mask = emptyMaskOf(call.segmentation);
  if (call.options["BrushPixelMode"]) {
    for (const point of points) cover(mask, [1, 1, 1], point.map(Math.round), point.map(Math.round), 0.5, true);
    return mask;
  }
  const radius = (call.options["BrushAbsoluteDiameter"] as number) / 2;
  const sphere = call.options["BrushSphere"] as boolean;
  for (const [i, point] of points.entries()) {
    cover(mask, call.spacing, points[Math.max(0, i - 1)] as Point, point, radius, sphere);
  }
  return mask;
}

/** Numbers as (z, y, x). */
function deep(numbers: readonly number[], z: number): [number, number, number] {
  const [x = 0, y = 0, first = z] = [...numbers].reverse();
  return [first, y, x];
}

/** Sets the voxels at most `radius` from the way between two points; without `sphere` only in the slice of the second. */
function cover(mask: Mask, spacing: readonly number[], from: Point, to: Point, radius: number, sphere: boolean): void {
  const [sz, sy, sx] = deep(spacing, 1);
  const [d, h, w] = deep(mask.shape, 1);
  const [a, b] = [deep(from, 0), deep(to, 0)];
  if (!sphere) a[0] = b[0];
  const reachZ = sphere ? radius / sz : 0;
  const [firstZ, lastZ] = [Math.min(a[0], b[0]) - reachZ, Math.max(a[0], b[0]) + reachZ];
  const near = sphere ? [Math.ceil(firstZ), Math.floor(lastZ)] : [Math.round(b[0]), Math.round(b[0])];
  const y0 = Math.max(0, Math.ceil(Math.min(a[1], b[1]) - radius / sy));
  const y1 = Math.min(h - 1, Math.floor(Math.max(a[1], b[1]) + radius / sy));
  const x0 = Math.max(0, Math.ceil(Math.min(a[2], b[2]) - radius / sx));
  const x1 = Math.min(w - 1, Math.floor(Math.max(a[2], b[2]) + radius / sx));
  const way = [(b[0] - a[0]) * sz, (b[1] - a[1]) * sy, (b[2] - a[2]) * sx] as const;
  const square = way[0] * way[0] + way[1] * way[1] + way[2] * way[2];
  const limit = radius * radius * (1 + 1e-12);
  for (let z = Math.max(0, near[0] as number); z <= Math.min(d - 1, near[1] as number); z++) {
    const dz = sphere ? (z - a[0]) * sz : 0;
    for (let y = y0; y <= y1; y++) {
      const dy = (y - a[1]) * sy;
      for (let x = x0; x <= x1; x++) {
        const dx = (x - a[2]) * sx;
        const along = square > 0 ? (dz * way[0] + dy * way[1] + dx * way[2]) / square : 0;
        const t = Math.min(1, Math.max(0, along));
        const [ez, ey, ex] = [dz - t * way[0], dy - t * way[1], dx - t * way[2]];
        if (ez * ez + ey * ey + ex * ex <= limit) setRun(mask, z * h + y, x, x + 1);
      }
    }
  }
}

export const paintEffect: Effect = {
  name: "Paint",
  summary: "Add what a round brush covers on its way along points.",
  parameters: SHAPE,
  run: (call) => call.edit(call.segmentation, call.id, strokeMask(call, "Paint"), "add"),
};

export const eraseEffect: Effect = {
  name: "Erase",
  summary: "Take away what a round brush covers on its way along points.",
  parameters: {
    ...SHAPE,
    EraseAllSegments: { type: "boolean", default: false, summary: "from all visible segments" },
  },
  run(call) {
    const mask = strokeMask(call, "Erase");
    const ids = call.options["EraseAllSegments"] ? call.visible : [call.id];
    return ids.reduce((result, id) => call.edit(result, id, mask, "remove"), call.segmentation);
  },
};

/** The pixels of a row whose centres lie inside an outline, even–odd, as runs: from, to. */
function insideRuns(outline: readonly (readonly [y: number, x: number])[], row: number): [number, number][] {
  // Looked at just above and just below, so that rows on an edge of the outline lie inside.
  return [row - EDGE, row + EDGE].flatMap((y) => {
    const crossings: number[] = [];
    outline.forEach(([ay, ax], i) => {
      const [by, bx] = outline[(i + 1) % outline.length] as readonly [number, number];
      // Ends on the row count as above it, so that each corner is crossed once.
      if (ay >= y !== by >= y) crossings.push(ax + ((y - ay) * (bx - ax)) / (by - ay));
    });
    crossings.sort((p, q) => p - q);
    return Array.from({ length: crossings.length >> 1 }, (_, i): [number, number] => {
      const [from, to] = [crossings[2 * i] as number, crossings[2 * i + 1] as number];
      return [Math.ceil(from - EDGE), Math.floor(to + EDGE) + 1];
    });
  });
}

/** Centres this near to an outline lie inside, in voxels. */
const EDGE = 2 ** -17;

/** The axis of a plane that all points lie in, by default the first one. */
const AXIS = {
  type: "choice",
  choices: ["z", "y", "x"],
  default: "z",
  summary: "the axis across the slice that the points lie in",
} as const;

/** Fills an outline in the slices [from, to] across an axis. */
function outlineMask(call: EffectCall, who: string, from: number, to: number): Mask {
  const points = pointsOf(call, who, 3);
  const mask = emptyMaskOf(call.segmentation);
  const [d, h, w] = deep(mask.shape, 1);
  const axis = ["z", "y", "x"].indexOf(call.options["SliceAxis"] as string);
  const outline = points.map((point): [number, number] => {
    const [z, y, x] = deep(point, 0);
    return axis === 0 ? [y, x] : axis === 1 ? [z, x] : [z, y];
  });
  const [first, last] = [Math.max(0, Math.ceil(from)), Math.min(([d, h, w][axis] as number) - 1, Math.floor(to))];
  const rows = axis === 0 ? h : d;
  for (let v = 0; v < rows; v++) {
    for (const [low, high] of insideRuns(outline, v)) {
      if (axis === 2) {
        for (let y = Math.max(0, low); y < Math.min(h, high); y++) setRun(mask, v * h + y, first, last + 1);
      } else for (let n = first; n <= last; n++) setRun(mask, axis === 0 ? n * h + v : v * h + n, low, high);
    }
  }
  return mask;
}

/** The slice that the points lie in. */
function sliceOf(call: EffectCall, who: string): number {
  const [point] = pointsOf(call, who, 3);
  return deep(point as Point, 0)[["z", "y", "x"].indexOf(call.options["SliceAxis"] as string)] as number;
}

export const drawEffect: Effect = {
  name: "Draw",
  summary: "Add what lies inside a closed outline in one slice.",
  parameters: { SliceAxis: AXIS },
  run(call) {
    const slice = Math.round(sliceOf(call, "Draw"));
    return call.edit(call.segmentation, call.id, outlineMask(call, "Draw", slice, slice), "add");
  },
};

const OPERATIONS = ["EraseInside", "EraseOutside", "FillInside", "FillOutside"] as const;
const CUTS = ["Unlimited", "Positive", "Negative", "Symmetric"] as const;

/** The slices that a cut reaches. */
function reachOf(call: EffectCall): [from: number, to: number] {
  const slice = sliceOf(call, "Scissors");
  const spacing = deep(call.spacing, 1)[["z", "y", "x"].indexOf(call.options["SliceAxis"] as string)] as number;
  const depth = (call.options["SliceCutDepthMm"] as number) / spacing;
  const mode = call.options["SliceCutMode"] as (typeof CUTS)[number];
  if (mode === "Unlimited") return [0, Number.POSITIVE_INFINITY];
  if (mode === "Positive") return [slice, slice + depth];
  if (mode === "Negative") return [slice - depth, slice];
  const half = Math.max(depth / 2, 0.5);
  return [slice - half, slice + half];
}

export const scissorsEffect: Effect = {
  name: "Scissors",
  summary: "Erase or fill what lies inside or outside of an outline, through the slices.",
  parameters: {
    Operation: { type: "choice", choices: OPERATIONS, default: "EraseInside", summary: "what to do" },
    SliceCutMode: { type: "choice", choices: CUTS, default: "Unlimited", summary: "to which side of the slice" },
    SliceCutDepthMm: { type: "number", default: 0, min: 0, summary: "how far from the slice" },
    ApplyToAllVisibleSegments: { type: "boolean", default: false, summary: "change all visible segments" },
    SliceAxis: AXIS,
  },
  run(call) {
    const [from, to] = reachOf(call);
    const inside = outlineMask(call, "Scissors", from, to);
    const operation = call.options["Operation"] as (typeof OPERATIONS)[number];
    const mask = operation.endsWith("Outside") ? combineMasks(slab(call, from, to), inside, (s, m) => s & ~m) : inside;
    const mode = operation.startsWith("Fill") ? "add" : "remove";
    const ids = call.options["ApplyToAllVisibleSegments"] ? call.visible : [call.id];
    return ids.reduce((result, id) => call.edit(result, id, mask, mode), call.segmentation);
  },
};

/** All voxels of the slices that a cut reaches: what lies beyond stays as it is. */
function slab(call: EffectCall, from: number, to: number): Mask {
  const [d, h, w] = deep(call.segmentation.shape, 1);
  const far = Math.max(d, h, w) + 1;
  const points = [
    [-far, -far, -far],
    [-far, -far, far],
    [far, far, far],
    [far, far, -far],
  ];
  const axis = call.options["SliceAxis"] as string;
  const corners =
    axis === "x"
      ? [
          [-far, -far, 0],
          [-far, far, 0],
          [far, far, 0],
          [far, -far, 0],
        ]
      : points;
  const rank = call.segmentation.shape.length;
  return outlineMask({ ...call, points: corners.map((point) => point.slice(3 - rank)) }, "Scissors", from, to);
}
