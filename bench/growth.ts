import { type Op, runOp } from "../bindings/core/op.js";
import { type Kernels, REGISTRY } from "../bindings/index.js";
import { type PatternName, patternMask } from "./draw/masks.js";

/** How the time of an operation grows with the image: time ~ pixels ^ exponent. */
export interface Growth {
  op: string;
  pattern: PatternName;
  /** Milliseconds of a whole call by the side of the square image. */
  milliseconds: Record<number, number>;
  exponent: number;
}

const PATTERNS: readonly PatternName[] = ["spiral", "checkerboard"];
const SIDES = [512, 1024, 2048];

/** Times every operation that reads a mask, and needs nothing else, on two hard patterns of growing size. */
export function measureGrowth(k: Kernels, only?: string): Growth[] {
  const ops = REGISTRY.filter(({ input, others }) => input === "mask" && !others);
  return ops
    .filter(({ name }) => !only || name.includes(only))
    .flatMap((op) => PATTERNS.map((pattern) => growthOf(k, op, pattern)));
}

function growthOf(k: Kernels, op: Op, pattern: PatternName): Growth {
  const times = SIDES.map((side) => {
    const mask = patternMask(pattern, side);
    return best(side === SIDES.at(-1) ? 3 : 7, () => runOp(op, k, mask, {}));
  });
  const milliseconds = Object.fromEntries(SIDES.map((side, i) => [side, times[i] as number]));
  return {
    op: op.name,
    pattern,
    milliseconds,
    exponent: slope(
      SIDES.map((side) => side * side),
      times,
    ),
  };
}

function best(rounds: number, body: () => void): number {
  const times = Array.from({ length: rounds }, () => {
    const start = performance.now();
    body();
    return performance.now() - start;
  });
  return Math.min(...times);
}

/** The slope of the straight line through (log x, log y) with the least squared error. */
export function slope(xs: readonly number[], ys: readonly number[]): number {
  const [u, v] = [xs.map(Math.log), ys.map(Math.log)];
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mu, mv] = [mean(u), mean(v)];
  const products = u.map((value, i) => (value - mu) * ((v[i] as number) - mv));
  const squares = u.map((value) => (value - mu) ** 2);
  return mean(products) / mean(squares);
}
