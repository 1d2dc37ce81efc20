import type { Report, Row } from "./report.js";

/** One promise and whether it is kept on this machine. */
export interface Goal {
  goal: string;
  measured: string;
  ok: boolean;
}

/**
 * Nanoseconds that one byte moved by memcpy took where the prototypes were measured: a byte read or written, in a copy
 * of so many megabytes. Their times mean little on another machine; as multiples of memcpy they can be compared.
 */
const PROTOTYPE_MEMCPY = [
  { upTo: 1e6, nanoseconds: 0.009 },
  { upTo: 8e6, nanoseconds: 0.012 },
  { upTo: 32e6, nanoseconds: 0.034 },
  { upTo: Number.POSITIVE_INFINITY, nanoseconds: 0.045 },
] as const;

/** A kernel may take this many times the prototype's multiple of memcpy. */
const ALLOWANCE = 1.25;
const LESSON_TIMES = 50;
const COLD_TIMES = 4;
const SIZE_LIMIT = 64_000;

/** Judges what was measured; goals whose rows or peers are missing are left out. */
export function judge(report: Omit<Report, "goals">): Goal[] {
  return [...lessonGoals(report), ...report.rows.flatMap(prototypeGoal), ...checkGoals(report)];
}

function lessonGoals({ rows, cold, sizes }: Omit<Report, "goals">): Goal[] {
  const lesson = rows.find(({ op }) => op === "segment")?.subjects ?? [];
  const peer = lesson.find(({ name }) => name === "scikit-image");
  const size = sizes.find(({ build }) => build === "simd")?.bytes as number;
  const ratio = cold.first / cold.warm;
  return [
    ...(peer
      ? [
          {
            goal: `the lesson at least ${LESSON_TIMES}× as fast as scikit-image, copies and table included`,
            measured: `${peer.timesCall.toFixed(1)}×`,
            ok: peer.timesCall >= LESSON_TIMES,
          },
        ]
      : []),
    {
      goal: `the first call in a fresh process at most ${COLD_TIMES}× a warm one`,
      measured: `${ratio.toFixed(1)}× (${cold.first.toFixed(0)} ms after ${cold.load.toFixed(0)} ms of loading)`,
      ok: ratio <= COLD_TIMES,
    },
    {
      goal: `simd.wasm below ${SIZE_LIMIT / 1000} kB`,
      measured: `${(size / 1000).toFixed(1)} kB`,
      ok: size < SIZE_LIMIT,
    },
  ];
}

function prototypeGoal({ title, prototype, bytes, voxels, subjects }: Row): Goal[] {
  const kernel = subjects.find(({ name }) => name === "kernel");
  if (prototype === undefined || !kernel) return [];
  const rate = PROTOTYPE_MEMCPY.find(({ upTo }) => bytes <= upTo) as { nanoseconds: number };
  const limit = (ALLOWANCE * prototype * voxels) / (bytes * rate.nanoseconds);
  return [
    {
      goal: `${title}: at most ${significant(limit)} memcpy`,
      measured: `${significant(kernel.timesMemcpy)} memcpy, ${significant(kernel.nanosecondsPerVoxel)} ns a voxel`,
      ok: kernel.timesMemcpy <= limit,
    },
  ];
}

function checkGoals({ rows }: Omit<Report, "goals">): Goal[] {
  const checked = rows.flatMap(({ subjects }) => subjects.filter(({ ok }) => ok !== undefined));
  if (checked.length === 0) return [];
  const wrong = checked.filter(({ ok }) => !ok);
  return [
    {
      goal: "every checked result agrees with the peer's",
      measured: `${checked.length - wrong.length} of ${checked.length}`,
      ok: wrong.length === 0,
    },
  ];
}

/** Three significant digits, without exponents. */
export function significant(value: number): string {
  return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}
