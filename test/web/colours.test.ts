import { describe, expect, it } from "vitest";
import { type Colour, labelColour, NAPARI_TABLE } from "../../web/view/colours.js";

const bytes = (colour: Colour) => colour.map((part) => Math.round(part * 255)).join();

/** Difference as the eye sees it: distance in CIE-Lab (1976). */
function difference(a: Colour, b: Colour): number {
  const [p, q] = [lab(a), lab(b)];
  return Math.hypot(...p.map((part, i) => part - (q[i] as number)));
}

function lab(colour: Colour): number[] {
  const [r, g, b] = colour.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)) as [
    number,
    number,
    number,
  ];
  const [x, y, z] = [
    (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505,
    0.2126 * r + 0.7152 * g + 0.0722 * b,
    (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089,
  ].map((t) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116)) as [number, number, number];
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

describe("distinct colours", () => {
  it("have no period", () => {
    const seen = new Set(Array.from({ length: 2000 }, (_, i) => bytes(labelColour(i + 1))));
    expect(seen.size).toBeGreaterThan(1950);
    expect(bytes(labelColour(1))).not.toBe(bytes(labelColour(50)));
  });

  it("set neighbouring numbers far apart", () => {
    let nearest = Number.POSITIVE_INFINITY;
    for (let label = 1; label <= 5000; label++) {
      nearest = Math.min(nearest, difference(labelColour(label), labelColour(label + 1)));
    }
    expect(nearest).toBeGreaterThan(20);
  });

  it("are bright enough to show on black and stay inside of the screen's colours", () => {
    for (const label of [1, 2, 3, 49, 50, 1000, 65535, 65536, 4294967295]) {
      const colour = labelColour(label);
      expect((lab(colour)[0] as number) > 40).toBe(true);
      expect(colour.every((part) => part >= 0 && part <= 1)).toBe(true);
    }
  });

  it("are the same for the same seed and others for another", () => {
    expect(labelColour(7, "distinct", 3)).toEqual(labelColour(7, "distinct", 3));
    const moved = Array.from({ length: 100 }, (_, i) =>
      difference(labelColour(i + 1), labelColour(i + 1, "distinct", 1)),
    );
    expect(moved.filter((much) => much > 10).length).toBeGreaterThan(80);
  });
});

describe("napari's colours", () => {
  it("are its 49, of which 45 differ", () => {
    expect(NAPARI_TABLE.length).toBe(49);
    expect(new Set(NAPARI_TABLE.map(bytes)).size).toBe(45);
    for (const [a, b] of [
      [6, 40],
      [9, 43],
      [10, 44],
      [13, 47],
    ] as const)
      expect(labelColour(a, "napari")).toEqual(labelColour(b, "napari"));
  });

  it("begin with brown and repeat after 49", () => {
    expect(bytes(labelColour(1, "napari"))).toBe("120,37,6");
    expect(bytes(labelColour(2, "napari"))).toBe("91,213,248");
    expect(bytes(labelColour(49, "napari"))).toBe("203,50,199");
    expect(labelColour(50, "napari")).toEqual(labelColour(1, "napari"));
  });
});
