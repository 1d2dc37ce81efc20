import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compare, type Plain } from "../../bench/compare.js";
import { judge, RATIO_GOALS, THREAD_GOALS } from "../../bench/goals.js";
import { slope } from "../../bench/growth.js";
import { measure } from "../../bench/measure.js";
import { drawPlot } from "../../bench/plot.js";
import type { Report, Row, RowSubject } from "../../bench/report.js";
import { undoShare } from "../../bench/segmentations.js";
import { readmeReport, wholeReport, writeBetween } from "../../bench/tables.js";
import { TASKS } from "../../bench/tasks/index.js";
import { kernelsOf } from "../builds.js";

const plain = (...values: number[]): Plain => ({
  data: Float64Array.from(values),
  dtype: "float64",
  shape: [values.length],
});

const subject = (name: string, min: number, more: Partial<RowSubject> = {}): RowSubject => {
  const ours = { timesKernel: min / 0.05, timesThreads: min / 0.03, timesCall: min / 0.1 };
  const times = { nanosecondsPerVoxel: min * 1e6, timesMemcpy: min / 0.001, ...ours };
  return { name, rounds: 20, min, median: min, noisy: false, ...times, ...more };
};

const row = (op: string, subjects: RowSubject[], more: Partial<Row> = {}): Row => {
  return { op, title: op, input: "", voxels: 1, bytes: 1, subjects, ...more };
};

function reportOf(rows: Row[], simdBytes = 100): Omit<Report, "goals"> {
  return {
    machine: { version: "0", cpu: "cpu", cores: 1, node: "20", v8: "11" },
    peers: {},
    rows,
    growth: [],
    calls: [],
    cold: { processes: 1, load: 1, first: 300, warm: 100 },
    cancelled: [],
    reading: [],
    sizes: [{ build: "simd", bytes: simdBytes, gzip: 1 }],
  };
}

const verdicts = (rows: Row[], simdBytes?: number) => judge(reportOf(rows, simdBytes)).map(({ ok }) => ok);

describe("comparing with peers", () => {
  it("counts voxels that differ", () => {
    expect(compare(plain(1, 2, 3), plain(1, 2, 3), { kind: "equal" })).toEqual({ ok: true, text: "equal" });
    expect(compare(plain(1, 2, 3), plain(1, 0, 0), { kind: "equal" })).toEqual({ ok: false, text: "2 voxels differ" });
    expect(compare(plain(1, 2), plain(1, 2, 3), { kind: "equal" }).ok).toBe(false);
  });

  it("measures distance in parts of the range", () => {
    const close = (tolerance: number) => compare(plain(0, 5, 10), plain(0, 5.1, 10), { kind: "close", tolerance }).ok;
    expect([close(0.02), close(0.005)]).toEqual([true, false]);
  });

  it("knows the same regions under other numbers", () => {
    const same = (...theirs: number[]) => compare(plain(0, 1, 1, 2), plain(...theirs), { kind: "partition" }).ok;
    expect([same(0, 7, 7, 3), same(0, 7, 7, 7), same(0, 7, 3, 1), same(5, 7, 7, 3)]).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});

describe("measuring", () => {
  it("takes subjects in turns and gives slow ones fewer rounds", async () => {
    const order: string[] = [];
    const fake = (name: string, milliseconds: number) => ({
      name,
      run() {
        order.push(name);
        return milliseconds;
      },
    });
    const [fast, slow] = await measure([fake("fast", 1), fake("slow", 30)], { rounds: 10, budget: 100 });
    expect([fast?.rounds, slow?.rounds]).toEqual([10, 3]);
    expect(order.slice(-13)).toEqual([..."fast slow fast slow fast slow".split(" "), ...Array(7).fill("fast")]);
  });
});

/** A row of the given title with our kernel at 0.05, on two threads at 0.03, and whole at 0.1 milliseconds. */
const rowAgainst = (title: string, peer: string, min: number) =>
  row(title, [subject("kernel", 0.05), subject("2 threads", 0.03), subject("call", 0.1), subject(peer, min)]);

describe("goals", () => {
  it("judge kernels against a peer's time, and tell what whole calls take", () => {
    const goals = (peer: number) => judge(reportOf([rowAgainst("Erosion by disk(10), 2-D", "OpenCV", peer)]));
    expect(goals(1.25)[0]).toEqual({
      goal: "Erosion by disk(10), 2-D: 25× OpenCV",
      measured: "25×, 12.5× with copies",
      ok: true,
    });
    expect(goals(1.2)[0]).toMatchObject({ ok: false });
  });

  it("judge the lesson on one thread and on two", () => {
    const lesson = (peer: number) =>
      verdicts([rowAgainst("The lesson, five steps, 3-D", "scikit-image", peer)]).slice(0, 2);
    expect(lesson(3.6)).toEqual([true, false]);
    expect(lesson(3.8)).toEqual([true, true]);
    expect(lesson(3.4)).toEqual([false, false]);
  });

  it("judge the slowest of the cancelled calls", () => {
    const cancelled = [100, 3].map((rejected) => ({ op: "gaussian", threads: 1, rejected, answered: 2 * rejected }));
    const goals = (rows: typeof cancelled) =>
      judge({ ...reportOf([]), cancelled: rows }).filter(({ goal }) => /cancelled/.test(goal));
    expect(goals(cancelled)).toMatchObject([{ measured: "100 ms; its worker answers again after 200 ms", ok: true }]);
    expect(goals([...cancelled, { op: "median", threads: 2, rejected: 101, answered: 101 }])).toMatchObject([
      { ok: false },
    ]);
    expect(goals([])).toEqual([]);
  });

  it("judge readers against others, and plain voxels by their rate", () => {
    const row = { title: "PNG", bytes: 1e6, milliseconds: 3, memcpy: 0.5 };
    const peer = { name: "other", milliseconds: 2 };
    const goals = (...reading: Report["reading"]) =>
      judge({ ...reportOf([]), reading }).filter(({ goal }) => /^reading/.test(goal));
    expect(goals({ ...row, peer }, { ...row, milliseconds: 3.1, peer }).map(({ ok }) => ok)).toEqual([true, false]);
    const plain = { ...row, title: "NIfTI" };
    expect(goals(plain, { ...plain, milliseconds: 1 }).map(({ ok }) => ok)).toEqual([false, true]);
    expect(goals({ ...plain, peer }).map(({ ok }) => ok)).toEqual([true, false]);
    expect(goals({ ...row, title: "TIFF packed" })).toEqual([]);
  });

  it("judge work on segmentations by its limit, and undo by what it holds", () => {
    const rows = [1, 2].map((seconds) => ({
      title: "Margin",
      seconds,
      limit: 1.5,
      peer: { name: "SciPy", seconds: 9 },
    }));
    const goals = (undo: number) =>
      judge({ ...reportOf([]), segmentations: { times: rows, undo } }).filter(({ goal }) => /Margin|undo/.test(goal));
    expect(goals(1.5)).toMatchObject([
      { goal: "Margin: 1.5 s", measured: "1 s; SciPy 9 s", ok: true },
      { ok: false },
      { measured: "1.5×", ok: true },
    ]);
    expect(goals(1.51)[2]).toMatchObject({ ok: false });
  });

  it("judge what threads bring", () => {
    const title = "Exact distance, 2-D, noise";
    const rows = (threads: number) => [
      row(title, [subject("kernel", 0.05, { timesThreads: threads }), subject("2 threads", 0.03)]),
    ];
    expect(verdicts(rows(1.8))[0]).toBe(true);
    expect(verdicts(rows(1.7))[0]).toBe(false);
  });

  it("judge each library for the same engines by its closest row", () => {
    const goals = judge(reportOf([rowAgainst("a", "opencv-js", 1), rowAgainst("b", "opencv-js", 0.2)]));
    expect(goals[0]).toEqual({
      goal: "every kernel of opencv-js: 5×",
      measured: "1 of 2 rows; least: 4×, b",
      ok: false,
    });
  });

  it("judge first calls, size, prototypes and disagreement", () => {
    expect(verdicts([])).toEqual([true, true]);
    expect(verdicts([], 64_000)).toEqual([true, false]);
    const slow = row("gaussian", [subject("kernel", 1)], { prototype: 1 });
    expect(verdicts([slow])).toEqual([false, true, true]);
    const wrong = row("label", [subject("OpenCV", 1, { ok: false, check: "2 voxels differ" })]);
    expect(verdicts([wrong])).toEqual([true, true, false]);
  });

  it("judge growth by the operation that grows most", () => {
    const growth = [1.02, 1.4].map((exponent) => ({
      op: `op ${exponent}`,
      pattern: "spiral",
      milliseconds: {},
      exponent,
    }));
    const [goal] = judge({ ...reportOf([]), growth: growth as Report["growth"] });
    expect(goal).toMatchObject({ measured: "2 operations; most: 1.40, op 1.4", ok: false });
  });

  it("are of rows that there are, and of peers that these have", () => {
    for (const { row: title, peer } of RATIO_GOALS) {
      const task = TASKS.find((candidate) => candidate.title === title);
      expect([title, task?.peers.map(({ peer }) => peer)]).toEqual([title, expect.arrayContaining([peer])]);
    }
    expect(THREAD_GOALS.filter((title) => !TASKS.some((task) => task.title === title))).toEqual([]);
  });
});

describe("segmentations", () => {
  it("of ten strokes hold their voxels and little more", () => {
    expect(undoShare(kernelsOf(), 48)).toBeLessThan(1.5);
  });
});

describe("growth", () => {
  it("is the slope of the logarithms", () => {
    expect(slope([1, 10, 100], [3, 30, 300])).toBeCloseTo(1, 12);
    expect(
      slope(
        [4, 16, 64],
        [1, 4, 16].map((n) => n * n),
      ),
    ).toBeCloseTo(2, 12);
  });
});

describe("tasks", () => {
  it("have titles of their own, which goals and the plot go by", () => {
    const titles = TASKS.map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
  });
});

describe("what is published", () => {
  const rows = [rowAgainst("label <cells>", "OpenCV", 0.4), rowAgainst("Components, 10 % noise", "OpenCV", 1)];
  const report: Report = { ...reportOf(rows), goals: [{ goal: "fast", measured: "very", ok: true }] };

  it("replaces what is between the readme's markers and nothing else", () => {
    const folder = mkdtempSync(join(tmpdir(), "segwasm-readme-"));
    const path = join(folder, "README.md");
    writeFileSync(path, "before\n<!-- bench:start -->\nold\n<!-- bench:end -->\nafter\n");
    writeBetween(path, readmeReport(report));
    const text = readFileSync(path, "utf8");
    rmSync(folder, { recursive: true });
    expect(text).toMatch(
      /^before\n<!-- bench:start -->\n.*docs\/speed.svg.*\| fast \|.*\n<!-- bench:end -->\nafter\n$/s,
    );
    expect(text).not.toContain("old");
  });

  it("refuses a file without markers", () => {
    const path = new URL("../../package.json", import.meta.url).pathname;
    expect(() => writeBetween(path, "")).toThrow("has no <!-- bench:start -->");
  });

  it("tells kernel and whole call apart in the table", () => {
    expect(wholeReport(report)).toContain("8× (4×)");
  });

  it("is a picture of every row that has a peer, but for the ladder", () => {
    const picture = drawPlot(report);
    expect(picture).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" viewBox="0 0 900 \d+".*<\/svg>\n$/s);
    expect(picture).toContain(">label &lt;cells&gt;</text>");
    expect(picture).toContain("<title>OpenCV: 8× our kernel, 4× our whole call</title>");
    expect(picture).not.toContain("10 % noise");
    expect(picture.match(/<g[ >]/g)?.length).toBe(picture.match(/<\/g>/g)?.length);
    expect(picture).toContain("prefers-color-scheme:dark");
    expect(picture).not.toContain("NaN");
  });
});
