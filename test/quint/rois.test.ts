/** Selections of FIJI. */
import { zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { codeOf, drawnRows, exported } from "./exported.js";

const imageSize = { width: 10, height: 6 };

/** A selection of several parts: kinds of pieces and their points, as ImageJ saves them. */
function composite(...path: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(64 + 4 * path.length);
  bytes.set(roi(1, [0, 0, 9, 9]));
  const view = new DataView(bytes.buffer);
  view.setInt32(36, path.length);
  for (const [i, value] of path.entries()) view.setFloat32(64 + 4 * i, value);
  return bytes;
}

/** A selection as ImageJ saves it: header, then corners; `exact` in fractions of pixels. */
function roi(
  type: number,
  [left, top, right, bottom]: readonly number[],
  points: readonly number[] = [],
  exact = false,
): Uint8Array {
  const count = points.length / 2;
  const bytes = new Uint8Array(64 + 4 * count + (exact ? 8 * count : 0));
  const view = new DataView(bytes.buffer);
  bytes.set([0x49, 0x6f, 0x75, 0x74]);
  view.setUint16(4, 227);
  view.setUint8(6, type);
  for (const [i, value] of [top, left, bottom, right].entries()) view.setInt16(8 + 2 * i, value as number);
  view.setUint16(16, count);
  view.setUint16(50, exact ? 128 : 0);
  for (const [i, value] of points.entries()) {
    const place = (i >> 1) + (i & 1) * count;
    view.setInt16(64 + 2 * place, Math.floor(value) - ((i & 1 ? top : left) as number));
    if (exact) view.setFloat32(64 + 4 * count + 4 * place, value);
  }
  return bytes;
}

describe("selections of FIJI", () => {
  const polygon = roi(0, [1, 1, 4, 4], [1, 1, 4, 1, 4, 4, 1, 4]);
  const exact = roi(7, [6, 1, 9, 3], [6.6, 0.6, 8.4, 0.6, 8.4, 2.4, 6.6, 2.4], true);

  it("of one archive are objects: polygons, freehand, rectangles, ovals; not points", async () => {
    const files = {
      "a.roi": polygon,
      "b.roi": exact,
      "c.roi": roi(1, [0, 5, 3, 6]),
      "d.roi": roi(2, [5, 3, 9, 6]),
      "e.roi": roi(10, [0, 0, 1, 1], [0, 0]),
      "readme.txt": new Uint8Array(3),
    };
    const { section, pixels } = await exported(zipSync(files), { imageSize });
    expect(drawnRows(pixels, 10)).toEqual([
      "..........",
      ".###...#..",
      ".###......",
      ".###..##..",
      ".....####.",
      "###...##..",
    ]);
    expect(section.mapping).toBe("4 selections of 10 x 6 pixels, 1 point or line left out");
  });

  it("may be one file, and is refused where it is cut, or nothing", async () => {
    expect((await exported(polygon, { imageSize })).pixels.reduce((sum, value) => sum + value, 0)).toBe(9);
    expect(await codeOf(exported(polygon.subarray(0, 70), { imageSize }))).toMatch(/^E_TRUNCATED/);
    const nan = roi(7, [0, 0, 1, 1], [0, 0, 1, 0, Number.NaN, 1], true);
    expect(await codeOf(exported(nan, { imageSize }))).toMatch(/^E_CORRUPT/);
    expect(await codeOf(exported(zipSync({ "a.roi": new Uint8Array(80) }), { imageSize }))).toMatch(/^E_CORRUPT/);
    expect(await codeOf(exported(polygon))).toMatch(/^E_FORMAT .*size of the image/);
  });
});

describe("composite selections of FIJI", () => {
  const [move, line, quad, cubic, close] = [0, 1, 2, 3, 4] as const;
  const box = (x0: number, y0: number, x1: number, y1: number) => [
    ...[move, x0, y0, line, x1, y0, line, x1, y1, line, x0, y1, close],
  ];

  it("are one object of several parts, with holes", async () => {
    const path = [...box(0, 0, 6, 5), ...box(2, 1, 4, 4), ...box(8, 2, 10, 6)];
    const { section, pixels } = await exported(
      zipSync({ "a.roi": composite(...path), "b.roi": composite(...box(7, 0, 8, 1)) }),
      { imageSize },
    );
    expect(drawnRows(pixels, 10)).toEqual([
      "######.#..",
      "##..##....",
      "##..##..##",
      "##..##..##",
      "######..##",
      "........##",
    ]);
    expect(section).toMatchObject({ before: 2, after: 2, mapping: "2 selections of 10 x 6 pixels" });
  });

  it("may have curves, lines that go on where they were closed, and lines that were not closed", async () => {
    // A circle of radius 20 as four cubic curves, and a parabola of quadratic ones: areas as geometry has them.
    const c = 20 * 0.5522847498;
    const arc = (x1: number, y1: number, x2: number, y2: number, x: number, y: number) => [
      ...[cubic, 30 + x1, 30 + y1, 30 + x2, 30 + y2, 30 + x, 30 + y],
    ];
    const circle = [
      ...[move, 50, 30],
      ...arc(20, c, c, 20, 0, 20),
      ...arc(-c, 20, -20, c, -20, 0),
      ...arc(-20, -c, -c, -20, 0, -20),
      ...arc(c, -20, 20, -c, 20, 0),
      close,
    ];
    const area = async (...path: number[]) => {
      const { pixels } = await exported(composite(...path), { imageSize: { width: 100, height: 100 } });
      return pixels.reduce((sum, value) => sum + value, 0);
    };
    expect(Math.abs((await area(...circle)) / (Math.PI * 400) - 1)).toBeLessThan(0.01);
    // Between a chord of 60 and a control point 60 above it: two thirds of the box of half that height.
    expect(Math.abs((await area(move, 10, 80, quad, 40, 20, 70, 80)) / ((2 / 3) * 60 * 30) - 1)).toBeLessThan(0.02);
    expect(await area(...box(10, 10, 20, 20), line, 30, 10, line, 30, 0, line, 10, 0)).toBe(100 + 200);
    expect(await area(move, 1, 1, line, 9, 9, close, ...box(0, 0, 3, 3))).toBe(9);
  });

  it.each([
    ["E_CORRUPT", composite(7, 1, 2)],
    ["E_CORRUPT", composite(move, 1)],
    ["E_CORRUPT", composite(line, 1, 2)],
    ["E_CORRUPT", composite(0.5, 1, 2)],
    ["E_CORRUPT", composite(move, 1, Number.NaN)],
    ["E_TRUNCATED", composite(...box(0, 0, 3, 3)).subarray(0, 100)],
  ])("are refused with %s where they contradict themselves", async (code, bytes) => {
    expect(await codeOf(exported(bytes, { imageSize }))).toMatch(new RegExp(`^${code} `));
  });
});
