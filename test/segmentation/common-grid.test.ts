/** Boxes on other grids, and one grid for several. */
import { expect, it } from "vitest";
import { commonGrid, type IndexBox, transformedBox } from "../../bindings/index.js";

const coarse = { shape: [4, 4, 4], spacing: [2, 2, 2], origin: [0, 0, 0] };
const fine = { shape: [4, 4, 4], spacing: [1, 1, 1], origin: [4, 4, 4] };

it.each<[string, IndexBox, object, IndexBox]>([
  [
    "the same grid",
    [
      [1, 2, 3],
      [2, 3, 4],
    ],
    coarse,
    [
      [1, 2, 3],
      [2, 3, 4],
    ],
  ],
  // From −1 to 3 in the world: the centres 0 to 3 of voxels of 1 reach that far, and −1 is half inside.
  [
    "a finer one",
    [
      [0, 0, 0],
      [2, 2, 2],
    ],
    { ...fine, origin: [0, 0, 0] },
    [
      [-1, -1, -1],
      [4, 4, 4],
    ],
  ],
  [
    "a moved one",
    [
      [0, 0, 0],
      [1, 1, 1],
    ],
    { ...coarse, origin: [2, -2, 0] },
    [
      [-1, 1, 0],
      [0, 2, 1],
    ],
  ],
  [
    "noise of the last bits",
    [
      [0, 0, 0],
      [3, 3, 3],
    ],
    { ...coarse, origin: [1e-12, -1e-12, 0] },
    [
      [0, 0, 0],
      [3, 3, 3],
    ],
  ],
  [
    "mirrored axes",
    [
      [0, 0, 0],
      [1, 2, 3],
    ],
    { ...coarse, direction: [-1, 0, 0, 0, -1, 0, 0, 0, -1] },
    [
      [0, -1, -2],
      [1, 1, 1],
    ],
  ],
])("a box on %s", (_, box, to, want) => {
  expect(transformedBox(box, coarse, to as typeof coarse)).toEqual(want);
});

it("a common grid is in line with the smallest voxels, or the reference", () => {
  const members = [
    {
      grid: coarse,
      effective: [
        [1, 1, 1],
        [2, 2, 2],
      ] as IndexBox,
    },
    { grid: fine },
  ];
  const union = commonGrid(members, "union");
  // The coarse grid from −1 to 7 in the world, on voxels of 1 whose centres are whole.
  expect(union).toMatchObject({ shape: [9, 9, 9], spacing: [1, 1, 1], origin: [-1, -1, -1] });
  expect(commonGrid(members, "union-padded").shape).toEqual([11, 11, 11]);
  expect(commonGrid(members, "effective")).toMatchObject({ shape: [3, 3, 3], origin: [1, 1, 1] });
  expect(commonGrid(members, "effective-padded")).toMatchObject({ shape: [5, 5, 5], origin: [0, 0, 0] });
  expect(commonGrid(members, "effective-and-reference")).toMatchObject({ shape: [7, 7, 7], origin: [1, 1, 1] });
  expect(commonGrid(members, "reference", coarse)).toEqual(coarse);
  expect(commonGrid(members, "reference", coarse, 2)).toMatchObject({ shape: [8, 8, 8], spacing: [1, 1, 1] });
  expect(commonGrid([{ grid: fine }], "effective").shape).toEqual([0, 0, 0]);
  expect(() => commonGrid([])).toThrow(expect.objectContaining({ code: "E_EMPTY" }));
  expect(() => commonGrid(members, "all" as never)).toThrow("effective-and-reference");
});
