import type { Colour } from "../../bindings/io/label-colour.js";
import { shortNumber } from "../printable.js";
import { box, type Drawing, words } from "./drawing.js";

/** Counts between edges; one edge more than counts. */
export interface Counts {
  edges: ArrayLike<number>;
  counts: ArrayLike<number>;
}

/** What stands around the bars. */
export interface Caption {
  title: string;
  subtitle: string;
  /** "intensity" or the unit of the values. */
  axis: string;
}

const INK: Colour = [34, 40, 49];
const FAINT: Colour = [110, 118, 129];
const GRID: Colour = [226, 229, 233];
const BAR: Colour = [46, 94, 170];
const LOG_BAR: Colour = [196, 210, 232];
const SIZE = { width: 720, height: 360 };
const PLOT = { left: 62, right: 18, top: 52, bottom: 48 };

/** A histogram with its counts on a linear scale, and behind it the same on a logarithmic one. */
export function drawHistogram(histogram: Counts, caption: Caption): Drawing {
  const width = SIZE.width - PLOT.left - PLOT.right;
  const height = SIZE.height - PLOT.top - PLOT.bottom;
  const base = PLOT.top + height;
  const columns = resample(histogram, width);
  const most = Math.max(1, ...columns);
  const [low, high] = ends(histogram);
  const logarithm = columns.map((count) => (Math.log10(1 + count) / Math.log10(1 + most)) * height);
  const linear = columns.map((count) => (count / most) * height);
  const grid = niceTicks(0, most, 4).map((tick) => ({ tick, y: base - (tick / most) * height }));
  const axis = niceTicks(low, high, 8).map((tick) => ({ tick, x: PLOT.left + ((tick - low) / (high - low)) * width }));
  return {
    ...SIZE,
    title: caption.title,
    shapes: [
      words(PLOT.left, 22, caption.title, INK),
      words(PLOT.left, 38, caption.subtitle, FAINT),
      ...grid.map(({ y }) => box(PLOT.left, y, width, 1, GRID)),
      ...bars(logarithm, base, LOG_BAR),
      ...bars(linear, base, BAR),
      box(PLOT.left, base, width, 1, INK),
      ...grid.map(({ tick, y }) => words(PLOT.left - 8, y + 4, shortCount(tick), FAINT, "end")),
      ...axis.flatMap(({ tick, x }) => [
        box(x, base, 1, 5, INK),
        words(x, base + 18, shortNumber(tick), INK, "middle"),
      ]),
      words(PLOT.left + width / 2, SIZE.height - 10, caption.axis, INK, "middle"),
      words(SIZE.width - PLOT.right, 38, "dark: voxels, light: the same on a log scale", FAINT, "end"),
    ],
  };
}

/** Neighbouring columns of one height become one rectangle. */
function bars(heights: readonly number[], base: number, colour: Colour) {
  const shapes = [];
  for (let from = 0; from < heights.length; ) {
    let to = from + 1;
    while (to < heights.length && heights[to] === heights[from]) to++;
    const height = heights[from] as number;
    if (height > 0) shapes.push(box(PLOT.left + from, base - height, to - from, height, colour));
    from = to;
  }
  return shapes;
}

/** First and last edge; a histogram of one value gets some room around it. */
function ends({ edges }: Counts): [number, number] {
  const [low, high] = [edges[0] as number, edges[edges.length - 1] as number];
  return high > low ? [low, high] : [low - 0.5, high + 0.5];
}

/**
 * The counts in `width` columns. Several bins in a column add up; a bin over several columns shows its height in all of
 * them.
 */
export function resample(histogram: Counts, width: number): number[] {
  const { edges, counts } = histogram;
  const [low, high] = ends(histogram);
  const columns = Array<number>(width).fill(0);
  for (let bin = 0; bin < counts.length; bin++) {
    const from = Math.floor((((edges[bin] as number) - low) / (high - low)) * width);
    const to = Math.floor((((edges[bin + 1] as number) - low) / (high - low)) * width);
    const first = Math.min(width - 1, Math.max(0, from));
    const last = Math.max(first, Math.min(width, to) - 1);
    for (let column = first; column <= last; column++) columns[column]! += counts[bin] as number;
  }
  return columns;
}

/** Round numbers between two ends, about `count` of them: steps of 1, 2 or 5 times a power of ten. */
export function niceTicks(low: number, high: number, count: number): number[] {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const ticks: number[] = [];
  for (let i = Math.ceil(low / step); i * step <= high; i++) ticks.push(Number((i * step).toPrecision(12)));
  return ticks;
}

function shortCount(count: number): string {
  if (count >= 1e6) return `${shortNumber(count / 1e6, 3)}M`;
  return count >= 1e4 ? `${shortNumber(count / 1e3, 3)}k` : shortNumber(count);
}

/** A sketch for the terminal: columns of # on a logarithmic scale, with the ends of the axis below. */
export function sketchHistogram(histogram: Counts, width: number, rows = 8): string[] {
  const columns = resample(histogram, width);
  const most = Math.max(1, ...columns);
  const heights = columns.map((count) => Math.ceil((Math.log10(1 + count) / Math.log10(1 + most)) * rows));
  const lines = Array.from({ length: rows }, (_, row) =>
    heights
      .map((height) => (height >= rows - row ? "#" : " "))
      .join("")
      .trimEnd(),
  );
  const { edges } = histogram;
  const [low, high] = [shortNumber(edges[0] as number), shortNumber(edges[edges.length - 1] as number)];
  return [...lines, "-".repeat(width), `${low}${high.padStart(Math.max(1, width - low.length))}`];
}
