import type { Job } from "./jobs.js";
import { significant, times } from "./numbers.js";
import type { Reading } from "./reading.js";
import type { Report, Row, RowSubject } from "./report.js";
import { segmentationGoals } from "./segmentation-goals.js";
import { OURS } from "./subjects.js";

/** One promise and whether it is kept on this machine. */
export interface Goal {
  goal: string;
  measured: string;
  ok: boolean;
}

/** So many times as fast as a peer: kernels in memory against the peer's whole call on one thread. */
interface RatioGoal {
  /** Title of the row. */
  row: string;
  peer: string;
  least: number;
  /** Our kernels may use all threads of the bench. */
  threaded?: true;
}

export const RATIO_GOALS: readonly RatioGoal[] = [
  { row: "The lesson, five steps, 3-D", peer: "scikit-image", least: 70 },
  { row: "The lesson, five steps, 3-D", peer: "scikit-image", least: 125, threaded: true },
  { row: "Gaussian σ 3, 2-D f32 → f32", peer: "OpenCV", least: 2.5 },
  { row: "Gaussian σ 3, 2-D u8, against 8-bit results", peer: "OpenCV", least: 1.3 },
  { row: "Histogram and Otsu, u8", peer: "OpenCV", least: 1 },
  { row: "Erosion by disk(10), 2-D", peer: "OpenCV", least: 25 },
  { row: "Exact distance, 2-D, noise", peer: "OpenCV", least: 5 },
  { row: "Exact distance, 3-D, shallow", peer: "SciPy", least: 15 },
  { row: "Exact distance, 3-D, deep", peer: "SciPy", least: 15 },
  { row: "Components of 8 neighbours, 2-D cells", peer: "OpenCV", least: 4 },
  { row: "Components of 8 neighbours, 2-D, 50 % noise", peer: "OpenCV", least: 1.5 },
  { row: "Region table, 3-D", peer: "scikit-image", least: 80 },
  { row: "Voxels of 1,000 labels, 3-D", peer: "NumPy", least: 50 },
  { row: "Watershed from its minima, 3-D", peer: "scikit-image", least: 10 },
  { row: "Surface nets of a mask, 3-D", peer: "scikit-image", least: 25 },
  { row: "Expand labels by 10, 3-D", peer: "scikit-image", least: 100 },
];

/** Rows whose kernels must scale with threads, and how well. */
export const THREAD_GOALS: readonly string[] = [
  "Gaussian σ 3, 3-D u16 → f32",
  "Gaussian σ 3, 2-D f32 → f32",
  "Erosion by ball(10), 3-D",
  "Erosion by disk(10), 2-D",
  "Exact distance, 3-D, deep",
  "Exact distance, 2-D, noise",
];
const THREADS_TIMES = 1.8;

/** Peers for the same engines as ours, and by how much every kernel they have is to be beaten. */
const ENGINE_PEERS = ["opencv-js", "image-js"];
const ENGINE_TIMES = 5;

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
const COLD_TIMES = 4;
/** Milliseconds. */
const CANCEL_LIMIT = 100;
const LOOK = 50;
const JOB_TIMES = 3;
/** Times a peer's time that reading may take; bytes a second that plain voxels must come at. */
const READING_TIMES = 1.5;
const READING_RATE = 1e9;
const SIZE_LIMIT = 64_000;
/** Time may grow like the number of pixels to this power; 1 would need caches without end. */
const EXPONENT = 1.2;

/** Judges what was measured; goals whose rows or peers are missing are left out. */
export function judge(report: Omit<Report, "goals">): Goal[] {
  const { rows } = report;
  return [
    ...RATIO_GOALS.flatMap((goal) => ratioGoal(goal, rows)),
    ...THREAD_GOALS.flatMap((title) => threadGoal(title, rows)),
    ...ENGINE_PEERS.flatMap((peer) => engineGoal(peer, rows)),
    ...rows.flatMap(prototypeGoal),
    ...growthGoals(report),
    ...coldGoal(report),
    ...cancelGoal(report),
    sizeGoal(report),
    ...(report.segmentations ? segmentationGoals(report.segmentations) : []),
    ...jobGoals(report),
    ...report.reading.flatMap(readingGoal),
    ...checkGoals(report),
  ];
}

const subjectOf = ({ subjects }: Row, name: string): RowSubject | undefined =>
  subjects.filter((subject) => subject.name === name).sort((a, b) => a.min - b.min)[0];

function ratioGoal({ row: title, peer, least, threaded }: RatioGoal, rows: readonly Row[]): Goal[] {
  const row = rows.find((candidate) => candidate.title === title);
  const subject = row && subjectOf(row, peer);
  if (!subject) return [];
  const ratio = threaded ? subject.timesThreads : subject.timesKernel;
  const how = threaded ? ` on ${OURS.threads}` : "";
  const whole = threaded ? "" : `, ${times(subject.timesCall)} with copies`;
  return [{ goal: `${title}${how}: ${least}× ${peer}`, measured: `${times(ratio)}${whole}`, ok: ratio >= least }];
}

function threadGoal(title: string, rows: readonly Row[]): Goal[] {
  const row = rows.find((candidate) => candidate.title === title);
  const kernel = row && subjectOf(row, OURS.kernel);
  if (!kernel || !subjectOf(row, OURS.threads)) return [];
  const ratio = kernel.timesThreads;
  return [
    { goal: `${title}: ${THREADS_TIMES}× on ${OURS.threads}`, measured: times(ratio), ok: ratio >= THREADS_TIMES },
  ];
}

/** The row in which a peer comes closest. */
function engineGoal(peer: string, rows: readonly Row[]): Goal[] {
  const found = rows.flatMap((row) => {
    const subject = subjectOf(row, peer);
    return subject ? [{ title: row.title, ratio: subject.timesKernel }] : [];
  });
  if (found.length === 0) return [];
  const kept = found.filter(({ ratio }) => ratio >= ENGINE_TIMES).length;
  const least = found.reduce((a, b) => (b.ratio < a.ratio ? b : a));
  const measured = `${kept} of ${found.length} rows; least: ${times(least.ratio)}, ${least.title}`;
  return [{ goal: `every kernel of ${peer}: ${ENGINE_TIMES}×`, measured, ok: kept === found.length }];
}

function prototypeGoal({ title, prototype, bytes, voxels, subjects }: Row): Goal[] {
  const kernel = subjects.find(({ name }) => name === OURS.kernel);
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

function growthGoals({ growth }: Omit<Report, "goals">): Goal[] {
  return [...new Set(growth.map(({ pattern }) => pattern))].map((pattern) => {
    const rows = growth.filter((row) => row.pattern === pattern);
    const worst = rows.reduce((a, b) => (b.exponent > a.exponent ? b : a));
    return {
      goal: `time on the ${pattern} grows like pixels^${EXPONENT} at most`,
      measured: `${rows.length} operations; most: ${worst.exponent.toFixed(2)}, ${worst.op}`,
      ok: worst.exponent <= EXPONENT,
    };
  });
}

function coldGoal({ cold }: Omit<Report, "goals">): Goal[] {
  const ratio = cold.first / cold.warm;
  return [
    {
      goal: `the first call in a fresh process at most ${COLD_TIMES}× a warm one`,
      measured: `${times(ratio)} (${cold.first.toFixed(0)} ms after ${cold.load.toFixed(0)} ms of loading)`,
      ok: ratio <= COLD_TIMES,
    },
  ];
}

function cancelGoal({ cancelled }: Omit<Report, "goals">): Goal[] {
  if (cancelled.length === 0) return [];
  const worst = (key: "rejected" | "answered") => Math.max(...cancelled.map((row) => row[key]));
  const measured = `${significant(worst("rejected"))} ms; its worker answers again after ${significant(worst("answered"))} ms`;
  const goal = `a cancelled call ends within ${CANCEL_LIMIT} ms`;
  return [{ goal, measured, ok: worst("rejected") <= CANCEL_LIMIT }];
}

function sizeGoal({ sizes }: Omit<Report, "goals">): Goal {
  const bytes = sizes.find(({ build }) => build === "simd")?.bytes as number;
  const measured = `${(bytes / 1000).toFixed(1)} kB`;
  return { goal: `simd.wasm below ${SIZE_LIMIT / 1000} kB`, measured, ok: bytes < SIZE_LIMIT };
}

/** Packed files against other readers, plain ones against a rate. Where no peer is here, packed ones have no goal. */
function readingGoal({ title, bytes, milliseconds, memcpy, peer }: Reading): Goal[] {
  const rate = bytes / (milliseconds / 1000);
  const measured = `${significant(rate / 1e9)} GB/s, ${times(milliseconds / memcpy)} memcpy`;
  const goals: Goal[] = [];
  if (peer) {
    const ratio = milliseconds / peer.milliseconds;
    const goal = `reading ${title}: at most ${READING_TIMES}× ${peer.name}`;
    goals.push({ goal, measured: `${times(ratio)}; ${measured}`, ok: ratio <= READING_TIMES });
  }
  if (/packed|PNG/.test(title)) return goals;
  return [...goals, { goal: `reading ${title}: ${READING_RATE / 1e9} GB/s`, measured, ok: rate >= READING_RATE }];
}

/** Whole jobs: memory, time against Python, and what a look at names and headers may take. */
function jobGoals({ jobs }: Omit<Report, "goals">): Goal[] {
  if (!jobs) return [];
  const measured = `${jobs.header.toFixed(1)} ms`;
  const look = { goal: `names and headers of a section: ${LOOK} ms`, measured, ok: jobs.header < LOOK };
  return [look, ...jobs.jobs.flatMap(jobGoal)];
}

function jobGoal({ title, peak, limit, cpu, peer }: Job): Goal[] {
  const memory = {
    goal: `${title}, 140 megapixels: at most ${limit / 1e9} GB`,
    measured: `${significant(peak / 1e9)} GB`,
    ok: peak <= limit,
  };
  if (!peer) return [memory];
  const ratio = peer.cpu / cpu;
  const found = peer.agrees ? "the same counts" : "other counts";
  const goal = `${title}, 140 megapixels: ${JOB_TIMES}× Pillow with NumPy and scikit-image`;
  return [memory, { goal, measured: `${times(ratio)}, ${found}`, ok: ratio >= JOB_TIMES && peer.agrees }];
}

function checkGoals({ rows }: Omit<Report, "goals">): Goal[] {
  const checked = rows.flatMap(({ subjects }) => subjects.filter(({ ok }) => ok !== undefined));
  if (checked.length === 0) return [];
  const wrong = checked.filter(({ ok }) => !ok);
  return [
    {
      goal: "every checked result agrees: with the peer's, and on all threads",
      measured: `${checked.length - wrong.length} of ${checked.length}`,
      ok: wrong.length === 0,
    },
  ];
}
