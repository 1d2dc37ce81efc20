import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { Image } from "../../bindings/core/image.js";
import { fillHoles } from "../../bindings/ops/fill-holes.js";
import { onEveryBuild } from "../builds.js";
import { drawn, EDGE_WIDTHS, firstDifference, maskValues, randomBinary, valuesOf } from "../images.js";
import { labelOracle } from "../oracle/label.js";

/** Background components that touch no edge become foreground. */
function oracle(image: Image, connectivity: number): number[] {
  const [w, h, d = 1] = [...image.shape].reverse() as [number, number, number?];
  const background = Array.from(image.data, (v) => (v ? 0 : 1));
  const labels = labelOracle(background, image.shape, connectivity);
  const open = new Set<number>();
  labels.forEach((label, i) => {
    const [x, y, z] = [i % w, Math.floor(i / w) % h, Math.floor(i / w / h)];
    const atEnd = x === 0 || x === w - 1 || y === 0 || y === h - 1 || (d > 1 && (z === 0 || z === d - 1));
    if (atEnd) open.add(label);
  });
  return labels.map((label) => (label && open.has(label) ? 0 : 1));
}

const diamond = drawn([". 1 .", "1 . 1", ". 1 ."]);

onEveryBuild("fill-holes", (k) => {
  it("fills what has no way out along faces", () => {
    expect(maskValues(fillHoles(k, diamond))).toEqual([0, 1, 0, 1, 1, 1, 0, 1, 0]);
  });

  it("lets the background leak through corners with connectivity 8", () => {
    expect(maskValues(fillHoles(k, diamond, { connectivity: 8 }))).toEqual(valuesOf(diamond));
  });

  it("leaves bays that are open to the edge", () => {
    const bay = drawn(["1 1 1 1", "1 . . .", "1 1 1 1"]);
    expect(maskValues(fillHoles(k, bay))).toEqual(valuesOf(bay));
  });

  it("takes the first and last plane of a volume for edges, but not a single plane", () => {
    const ring = ["1 1 1", "1 . 1", "1 1 1"];
    const lid = ["1 1 1", "1 1 1", "1 1 1"];
    const tube = drawn([...ring, "", ...ring, "", ...ring]);
    expect(maskValues(fillHoles(k, tube))).toEqual(valuesOf(tube));
    expect(maskValues(fillHoles(k, drawn([...lid, "", ...ring, "", ...lid])))).toEqual(Array(27).fill(1));
    expect(maskValues(fillHoles(k, { ...drawn(ring), shape: [1, 3, 3] }))).toEqual(Array(9).fill(1));
  });

  it("leaves empty and full masks as they are", () => {
    for (const value of [0, 1]) {
      const image: Image = { data: new Uint8Array(600).fill(value), shape: [3, 200] };
      expect(maskValues(fillHoles(k, image))).toEqual(valuesOf(image));
    }
  });

  it("leaves no bit beyond the width", () => {
    expect([...fillHoles(k, drawn(["1 1 1", "1 . 1", "1 1 1"])).bits].filter(Boolean)).toEqual([7, 7, 7]);
  });

  it("refuses the connectivity of another rank", () => {
    expect(() => fillHoles(k, diamond, { connectivity: 6 })).toThrow(
      "expected connectivity 4, 8 in a 2-D image, got 6",
    );
  });

  it.each([4, 8, 6, 18, 26] as const)("agrees with flooding, connectivity %i", (connectivity) => {
    for (const w of [...EDGE_WIDTHS, 64, 200]) {
      for (const density of [0.4, 0.6, 0.8]) {
        const image = randomBinary(w, connectivity <= 8 && connectivity !== 6 ? [15, w] : [5, 6, w], density);
        const got = maskValues(fillHoles(k, image, { connectivity }));
        expect(firstDifference(got, oracle(image, connectivity), image.shape)).toBeUndefined();
      }
    }
  });

  it("filled once is filled", () => {
    const once = fillHoles(k, randomBinary(4, [40, 50], 0.7));
    expect(fillHoles(k, once).bits).toEqual(once.bits);
  });

  const golden = JSON.parse(readFileSync(new URL("../golden/components.json", import.meta.url), "utf8"));

  it("agrees with SciPy on random masks", () => {
    for (const { seed, shape, density, connectivity, sha256 } of golden.fillHoles) {
      const got = maskValues(fillHoles(k, randomBinary(seed, shape, density), { connectivity }));
      expect(createHash("sha256").update(Uint8Array.from(got)).digest("hex"), `seed ${seed}`).toBe(sha256);
    }
  });
});
