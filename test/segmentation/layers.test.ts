/** Layers of a segmentation: sharing, parting, merging; the golden counts of 3D Slicer's own test. */
import { describe, expect, it } from "vitest";
import {
  clearSegment,
  collapseLayers,
  duplicateSegment,
  mergedLabels,
  mergeSegments,
  removeSegment,
  type Segmentation,
  segmentExtents,
  separateSegment,
} from "../../bindings/index.js";
import { colorGraph } from "../../bindings/segmentation/coloring.js";
import { kernelsOf, onEveryBuild } from "../builds.js";
import { randomNumbers } from "../images.js";
import { boxesMeet, boxSegmentation, countsOf, cube, randomBoxes, voxelsOf } from "./boxes.js";

/** c1, c2, an empty one, c3, c4, another empty one; each in its own layer. */
const SIX = boxSegmentation([cube(0, 2), cube(-2, 2), undefined, cube(0, 2), cube(3, 5), undefined], 8, -2);

onEveryBuild("layers", (k) => {
  it("collapse, merge and part with the counts of 3D Slicer", () => {
    expect(countsOf(SIX)).toEqual([27, 125, 0, 27, 27, 0]);
    const three = collapseLayers(k, SIX, { method: "greedy" });
    expect([three.layers.length, countsOf(three)]).toEqual([3, [27, 125, 0, 27, 27, 0]]);
    const one = mergeSegments(k, three);
    expect([one.layers.length, countsOf(one)]).toEqual([1, [0, 98, 0, 27, 27, 0]]);
    const two = separateSegment(k, one, "s1");
    expect([two.layers.length, countsOf(two)]).toEqual([2, [0, 98, 0, 27, 27, 0]]);
  });

  it("count voxels and find boxes", () => {
    const collapsed = collapseLayers(k, SIX);
    expect(segmentExtents(k, collapsed)).toEqual(segmentExtents(k, SIX));
    expect(segmentExtents(k, SIX)[4]).toEqual({ id: "s5", count: 27, box: [5, 5, 5, 8, 8, 8] });
    expect(segmentExtents(k, SIX)[2]).toEqual({ id: "s3", count: 0, box: undefined });
  });

  it("keep labels where they are free", () => {
    const given = boxSegmentation([cube(0, 1), cube(3, 4), cube(1, 3)], 6);
    const segments = given.segments.map((segment, at) => ({ ...segment, labelValue: [300, 300, 7][at] as number }));
    const layers = given.layers.map((layer, at) => Uint16Array.from(layer, (v) => v * [300, 300, 7][at]!));
    const { segments: found, layers: two } = collapseLayers(k, { ...given, segments, layers });
    expect(found.map(({ layer, labelValue }) => [layer, labelValue])).toEqual([
      [0, 300],
      [0, 301],
      [1, 7],
    ]);
    expect(two.map((layer) => layer.constructor)).toEqual([Uint16Array, Uint8Array]);
  });

  it("part, clear, duplicate and remove segments", () => {
    const shared = collapseLayers(k, boxSegmentation([cube(0, 1), cube(3, 4)], 6));
    expect(shared.layers.length).toBe(1);
    const parted = separateSegment(k, shared, "s1");
    expect([parted.layers.length, voxelsOf(parted)]).toEqual([2, voxelsOf(shared)]);
    const cleared = clearSegment(k, shared, "s1");
    expect([countsOf(cleared), cleared.segments[0]?.tags]).toEqual([[0, 8], { "Segmentation.Status": "notstarted" }]);
    const three = duplicateSegment(k, shared, "s1");
    expect(three.segments.map(({ id, name }) => [id, name])).toEqual([
      ["s1", "segment 1"],
      ["s1_1", "segment 1"],
      ["s2", "segment 2"],
    ]);
    expect(countsOf(three)).toEqual([8, 8, 8]);
    const left = removeSegment(k, three, "s1");
    expect([left.segments.length, countsOf(left), left.layers.length]).toEqual([2, [8, 8], 2]);
    expect([...left.layers[0]!].some((value) => value === 1)).toBe(false);
    expect(countsOf(shared)).toEqual([8, 8]);
  });

  it("flatten with the voxels that are lost", () => {
    const { data, labels, lost } = mergedLabels(k, SIX);
    expect(labels).toEqual([1, 2, 3, 4, 5, 6]);
    expect(lost).toEqual([27, 27, 0, 0, 0, 0]);
    expect(
      countsOf({
        ...SIX,
        layers: [data],
        segments: SIX.segments.map((s, at) => ({ ...s, layer: 0, labelValue: at + 1 })),
      }),
    ).toEqual([0, 98, 0, 27, 27, 0]);
    expect(mergedLabels(k, SIX, ["s4", "s2"]).lost).toEqual([27, 0]);
  });

  it("of two segments in one place need two", () => {
    const { layers, segments, shape } = boxSegmentation([cube(0, 1)], 4);
    const twins = [segments[0]!, { ...segments[0]!, id: "twin" }];
    const parted = collapseLayers(k, { shape, layers, segments: twins });
    expect([parted.layers.length, countsOf(parted)]).toEqual([2, [8, 8]]);
  });
});

describe("the fewest layers", () => {
  const k = kernelsOf();

  it("are as many as colours of the graph of overlaps, never more than greedy", () => {
    let saved = 0;
    for (let seed = 1; seed <= 200; seed++) {
      // Up to 12, and now and then up to 20.
      const boxes = randomBoxes(seed, seed % 10 ? 4 + (seed % 9) : 12 + ((seed / 10) % 9), 12);
      const given = boxSegmentation(boxes, 12);
      const few = collapseLayers(k, given);
      const greedy = collapseLayers(k, given, { method: "greedy" });
      const pairs = boxes.flatMap((a, i) =>
        boxes.slice(0, i).flatMap((b, j) => (boxesMeet(a, b) ? [[i, j] as const] : [])),
      );
      expect(few.layers.length).toBe(chromatic(boxes.length, pairs));
      expect(few.layers.length).toBeLessThanOrEqual(greedy.layers.length);
      expect(segmentExtents(k, few)).toEqual(segmentExtents(k, given));
      saved += greedy.layers.length - few.layers.length;
      if (seed % 20 === 0) expect([voxelsOf(few), voxelsOf(greedy)]).toEqual([voxelsOf(given), voxelsOf(given)]);
    }
    expect(saved).toBeGreaterThan(0);
  }, 60_000);

  it("of hundreds of nodes are found at once, without a conflict", () => {
    const random = randomNumbers(5);
    const pairs = Array.from({ length: 6000 }, () => [Math.floor(random() * 300), Math.floor(random() * 300)] as const);
    const colors = colorGraph(300, pairs);
    expect(pairs.filter(([a, b]) => a !== b && colors[a] === colors[b])).toEqual([]);
  });
});

/** The chromatic number by trying all colourings with 1, 2, 3 … colours. */
function chromatic(count: number, pairs: readonly (readonly [number, number])[]): number {
  const meets = Array.from({ length: count }, () => Array<boolean>(count).fill(false));
  const degree = Array<number>(count).fill(0);
  for (const [a, b] of pairs) {
    for (const [one, other] of [
      [a, b],
      [b, a],
    ] as const) {
      meets[one]![other] = true;
      degree[one]!++;
    }
  }
  // Those that meet most come first, so that dead ends show early.
  const order = degree.map((_, node) => node).sort((a, b) => degree[b]! - degree[a]!);
  const colors = Array<number>(count).fill(0);
  const paint = (node: number, most: number): boolean => {
    if (node === count) return true;
    // Colours that nobody has yet are all alike: one of them is enough to try.
    const last = Math.min(most, Math.max(0, ...colors.slice(0, node)) + 1);
    for (let color = 1; color <= last; color++) {
      if (order.some((other, at) => at < node && meets[order[node]!]![other] && colors[at] === color)) continue;
      colors[node] = color;
      if (paint(node + 1, most)) return true;
    }
    return false;
  };
  let most = 1;
  while (!paint(0, most)) most++;
  return most;
}

it("fractions are refused", () => {
  const given: Segmentation = {
    ...boxSegmentation([cube(0, 1)], 4),
    fractions: { range: [0, 1], threshold: 0.5, kind: "OCCUPANCY" },
  };
  expect(() => collapseLayers(kernelsOf(), given)).toThrow(expect.objectContaining({ code: "E_DTYPE" }));
});
