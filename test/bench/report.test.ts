import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compare, type Plain } from "../../bench/compare.js";
import { judge } from "../../bench/goals.js";
import { measure } from "../../bench/measure.js";
import { type Report, type Row, type RowSubject, writeReadme } from "../../bench/report.js";

const plain = (...values: number[]): Plain => ({
  data: Float64Array.from(values),
  dtype: "float64",
  shape: [values.length],
});

const subject = (name: string, min: number, more: Partial<RowSubject> = {}): RowSubject => {
  const times = { nanosecondsPerVoxel: min * 1e6, timesMemcpy: min / 0.001, timesCall: min / 0.1 };
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
    calls: [],
    cold: { processes: 1, load: 1, first: 300, warm: 100 },
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

describe("goals", () => {
  it("judge the lesson by whole calls", () => {
    const lesson = (peer: number) => [
      row("segment", [subject("kernel", 0.05), subject("call", 0.1), subject("scikit-image", peer)]),
    ];
    expect(verdicts(lesson(6))).toEqual([true, true, true]);
    expect(verdicts(lesson(4))).toEqual([false, true, true]);
  });

  it("judge size, prototypes and disagreement with peers", () => {
    expect(verdicts([], 64_000)).toEqual([true, false]);
    const slow = row("gaussian", [subject("kernel", 1)], { prototype: 1 });
    expect(verdicts([slow])).toEqual([true, true, false]);
    const wrong = row("label", [subject("OpenCV", 1, { ok: false, check: "2 voxels differ" })]);
    expect(verdicts([wrong])).toEqual([true, true, false]);
  });
});

describe("the readme's table", () => {
  const report: Report = { ...reportOf([row("label", [subject("kernel", 1), subject("call", 2)])]), goals: [] };

  it("replaces what is between the markers and nothing else", () => {
    const folder = mkdtempSync(join(tmpdir(), "segwasm-readme-"));
    const path = join(folder, "README.md");
    writeFileSync(path, "before\n<!-- bench:start -->\nold\n<!-- bench:end -->\nafter\n");
    writeReadme(path, report);
    const text = readFileSync(path, "utf8");
    rmSync(folder, { recursive: true });
    expect(text).toMatch(/^before\n<!-- bench:start -->\n.*\| label \|.*\n<!-- bench:end -->\nafter\n$/s);
    expect(text).not.toContain("old");
  });

  it("refuses a file without markers", () => {
    const path = new URL("../../package.json", import.meta.url).pathname;
    expect(() => writeReadme(path, report)).toThrow("has no <!-- bench:start -->");
  });
});
