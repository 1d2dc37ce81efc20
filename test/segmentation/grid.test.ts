/** Grids as 3D Slicer writes them. */
import { expect, it } from "vitest";
import { formatGeometry, parseGeometry, sameGeometry } from "../../bindings/index.js";
import { randomNumbers } from "../images.js";

it("is written as the matrix to RAS and the extent", () => {
  const grid = {
    shape: [100, 100, 100],
    spacing: [2, 2, 2],
    direction: [1, 0, 0, 0, -1, 0, 0, 0, -1],
    space: "LPS" as const,
  };
  expect(formatGeometry(grid)).toBe("2;0;0;0;0;2;0;0;0;0;2;0;0;0;0;1;0;99;0;99;0;99;");
});

it.each([
  "2;0;0;0;0;2;0;0;0;0;2;0;0;0;0;1;0;99;0;99;0;99;",
  "0.23597152210841135;0;0;20.75216293334961;0;0.23597152210841135;0;20.75216293334961;0;0;0.23597152210841135;20;0;0;0;1;0;248;0;248;0;255;",
])("comes back byte for byte: %s", (text) => {
  expect(formatGeometry(parseGeometry(text))).toBe(text);
});

it("keeps offsets, also negative ones", () => {
  const text = "1;0;0;5;0;1;0;6;0;0;2;7;0;0;0;1;-3;4;2;9;-1;255;";
  const grid = parseGeometry(text);
  expect([grid.shape, grid.offset, grid.origin]).toEqual([
    [257, 8, 8],
    [-1, 2, -3],
    [5, -8, -2],
  ]);
  expect(formatGeometry(grid)).toBe(text);
});

it("of a hundred oblique grids comes back within 1e-9, mirrored ones too", () => {
  const random = randomNumbers(7);
  for (let n = 0; n < 100; n++) {
    const [a, b] = [random() * 6, random() * 6];
    const [ca, sa, cb, sb] = [Math.cos(a), Math.sin(a), Math.cos(b), Math.sin(b)];
    const mirror = n % 2 ? 1 : -1;
    const direction = [ca, sa, 0, -sa * cb, ca * cb, sb, sa * sb * mirror, -ca * sb * mirror, cb * mirror];
    const spacing = [random() + 0.1, random() * 5 + 0.1, 1];
    const origin = [random() * 200 - 100, random() * 200, -random()];
    const grid = { shape: [3, 4, 5], spacing, origin, direction, space: "LPS" as const, offset: [n, 1 - n, 2] };
    const back = parseGeometry(formatGeometry(grid));
    for (const part of ["spacing", "origin", "direction"] as const) {
      for (const [i, value] of (back[part] ?? []).entries())
        expect(Math.abs(value - grid[part][i]!)).toBeLessThan(1e-9);
    }
    expect([back.shape, back.offset, sameGeometry(grid, back)]).toEqual([grid.shape, grid.offset, true]);
    expect(sameGeometry(grid, { ...back, spacing: spacing.map((step) => step + 2e-4) })).toBe(false);
  }
});

it.each([
  "",
  "1;2;3;",
  "1;0;0;0;0;1;0;0;0;0;1;0;0;0;0;1;0;9;0;9;0;x;",
  "1;0;0;0;0;1;0;0;0;0;1;0;0;0;0;1;0;9;0;9;0;9.5;",
])("is refused where it is none: %s", (text) =>
  expect(() => parseGeometry(text)).toThrow(expect.objectContaining({ code: "E_CORRUPT" })),
);
