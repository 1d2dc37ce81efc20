import { expect, it } from "vitest";
import type { Dtype } from "../../bindings/core/image.js";
import { boundaries, boundariesBetween } from "../../bindings/ops/boundaries.js";
import { onEveryBuild } from "../builds.js";
import { drawn, EDGE_WIDTHS, firstDifference, maskValues, randomImage } from "../images.js";
import { boundariesOracle } from "../oracle/labels.js";

const MODES = ["thick", "inner", "outer"] as const;
const bits = (mask: Parameters<typeof maskValues>[0], row: number) => {
  const w = mask.shape.at(-1) as number;
  return maskValues(mask).slice(row * w, (row + 1) * w);
};

/** Two labels, one of them at the edge; a row of one voxel of background between them. */
const image = drawn([
  ". . . . . 5 5 5 . .",
  ". . 1 1 1 5 5 5 . .",
  ". . 1 1 1 5 5 5 . .",
  ". . 1 1 1 5 5 5 . .",
  ". . . . . 5 5 5 . .",
]);

onEveryBuild("boundaries", (k) => {
  it("are inside, outside, or both", () => {
    expect(bits(boundaries(k, image, { mode: "inner" }), 0)).toEqual([0, 0, 0, 0, 0, 1, 0, 1, 0, 0]);
    expect(bits(boundaries(k, image, { mode: "inner" }), 1)).toEqual([0, 0, 1, 1, 1, 1, 0, 1, 0, 0]);
    expect(bits(boundaries(k, image, { mode: "outer" }), 0)).toEqual([0, 0, 1, 1, 1, 1, 0, 0, 1, 0]);
    expect(bits(boundaries(k, image), 0)).toEqual([0, 0, 1, 1, 1, 1, 0, 1, 1, 0]);
  });

  it("do not run along the edge of the image", () => {
    expect(maskValues(boundaries(k, drawn(["3 3", "3 3"])))).toEqual([0, 0, 0, 0]);
  });

  it("look at corners when told so", () => {
    const corner = drawn(["1 1 1", "1 1 1", "1 1 2"]);
    expect(maskValues(boundaries(k, corner))).toEqual([0, 0, 0, 0, 0, 1, 0, 1, 1]);
    expect(maskValues(boundaries(k, corner, { connectivity: 8 }))).toEqual([0, 0, 0, 0, 1, 1, 0, 1, 1]);
  });

  it.each(["uint8", "uint16", "uint32"] as Dtype[])("agree with looking at every neighbour on %s", (dtype) => {
    for (const w of EDGE_WIDTHS) {
      for (const [shape, connectivities] of [
        [
          [6, w],
          [4, 8],
        ],
        [
          [3, 4, w],
          [6, 18, 26],
        ],
      ] as const) {
        const labels = randomImage(w, dtype, shape, 0, 2);
        for (const connectivity of connectivities) {
          for (const mode of MODES) {
            const got = maskValues(boundaries(k, labels, { mode, connectivity }));
            const want = boundariesOracle(labels.data, shape, connectivity, mode);
            expect(firstDifference(got, want, shape), `${mode} ${connectivity}`).toBeUndefined();
          }
        }
      }
    }
  });

  it("leave no bit beyond the width", () => {
    expect([...boundaries(k, drawn(["1 2 1"])).bits]).toEqual([7, ...Array(15).fill(0)]);
  });
});

onEveryBuild("boundaries between voxels", (k) => {
  it("stand on the places between different voxels", () => {
    const mask = boundariesBetween(k, { ...drawn(["1 1 2", "1 1 2", "3 3 3"]), spacing: [2, 4] });
    expect([mask.shape, mask.spacing]).toEqual([
      [5, 5],
      [1, 2],
    ]);
    expect([0, 1, 2, 3, 4].map((row) => bits(mask, row))).toEqual([
      [0, 0, 0, 1, 0],
      [0, 0, 0, 1, 0],
      [0, 0, 0, 1, 0],
      [1, 1, 1, 1, 1],
      [0, 0, 0, 0, 0],
    ]);
  });

  it.each(["uint8", "uint16", "uint32"] as Dtype[])("agree with looking around every place on %s", (dtype) => {
    for (const w of EDGE_WIDTHS) {
      for (const [d, h] of [
        [1, 5],
        [3, 4],
      ] as const) {
        const shape = d === 1 ? [h, w] : [d, h, w];
        const labels = randomImage(w, dtype, shape, 0, 1);
        const want: number[] = [];
        for (let z = 0; z < 2 * d - 1; z++) {
          for (let y = 0; y < 2 * h - 1; y++) {
            for (let x = 0; x < 2 * w - 1; x++) {
              const around = new Set<number>();
              for (const i of [z >> 1, (z + 1) >> 1]) {
                for (const j of [y >> 1, (y + 1) >> 1]) {
                  for (const l of [x >> 1, (x + 1) >> 1]) around.add(labels.data[(i * h + j) * w + l] as number);
                }
              }
              want.push(around.size > 1 ? 1 : 0);
            }
          }
        }
        expect(firstDifference(maskValues(boundariesBetween(k, labels)), want)).toBeUndefined();
      }
    }
  });
});
