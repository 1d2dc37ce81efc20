import { describe, expect, it } from "vitest";
import type { Image, TypedArray } from "../../bindings/core/image.js";
import {
  close,
  dilate,
  distance,
  erode,
  expandLabels,
  fillHoles,
  keepLargest,
  keepLargestLabels,
  label,
  type MorphologyOptions,
  open,
  removeSmall,
  removeSmallLabels,
} from "../../bindings/index.js";
import { kernelsOf } from "../builds.js";
import { Case, digestOf } from "../golden/cases.js";
import golden from "../golden/masks.json" with { type: "json" };
import { maskValues } from "../images.js";
import type { FootprintName } from "../oracle/morphology.js";

const k = kernelsOf();
const EXTENTS = { 2: [25, 70], 3: [7, 9, 30] } as const;
const CONNECTIVITIES = { 2: [4, 8], 3: [6, 18, 26] } as const;
type Rank = 2 | 3;
type Connectivity = 4 | 8 | 6 | 18 | 26;
type Call = (drawn: Case, ndim: Rank) => ArrayLike<number>;

/** A mask drawn as in test/golden/masks.py: a volume of one plane is doubled. */
function maskOf(drawn: Case, ndim: Rank): Image<Uint8Array> {
  const mask = drawn.mask(EXTENTS[ndim]);
  if (ndim === 2 || mask.shape[0] !== 1) return mask;
  return { data: Uint8Array.from([...mask.data, ...mask.data]), shape: [2, ...mask.shape.slice(1)] };
}

function morph(call: typeof erode): Call {
  return (drawn, ndim) => {
    const footprint = drawn.pick<FootprintName>(["ball", "box", "diamond"]);
    const radius = drawn.below(ndim === 3 ? 4 : 7);
    const border = drawn.pick(["ignore", "min", "max"] as const) as NonNullable<MorphologyOptions["border"]>;
    return maskValues(call(k, maskOf(drawn, ndim), { footprint, radius, border }));
  };
}

function connected(call: (mask: Image, connectivity: Connectivity, size: number) => ArrayLike<number>): Call {
  return (drawn, ndim) => {
    const connectivity = CONNECTIVITIES[ndim][drawn.below(ndim)] as Connectivity;
    const size = drawn.below(30);
    return call(maskOf(drawn, ndim), connectivity, size);
  };
}

const CALLS: Record<string, Call> = {
  erode: morph(erode),
  dilate: morph(dilate),
  open: morph(open),
  close: morph(close),
  label: connected((mask, connectivity) => label(k, mask, { connectivity }).data),
  "fill-holes": connected((mask, connectivity) => maskValues(fillHoles(k, mask, { connectivity }))),
  "remove-small": connected((mask, connectivity, maxSize) => {
    return maskValues(removeSmall(k, mask, { connectivity, maxSize }));
  }),
  "remove-small-labels": connected((mask, connectivity, maxSize) => {
    return removeSmallLabels(k, label(k, mask, { connectivity }), { maxSize }).data;
  }),
  "keep-largest": connected((mask, connectivity, size) => {
    return maskValues(keepLargest(k, mask, { connectivity, count: 1 + (size % 3) }));
  }),
  "keep-largest-labels": connected((mask, connectivity, size) => {
    const labels = label(k, mask, { connectivity });
    const folded = { ...labels, data: labels.data.map((value) => value % 7) };
    return keepLargestLabels(k, folded, { count: 1 + (size % 3) }).data;
  }),
  expand(drawn, ndim) {
    const reach = drawn.below(24) / 2;
    const isUneven = drawn.below(3) === 0;
    const spacing = isUneven ? Array.from({ length: ndim }, () => 1 + drawn.below(3) / 2) : 1;
    return expandLabels(k, label(k, maskOf(drawn, ndim)), { distance: reach, spacing }).data;
  },
  distance(drawn, ndim) {
    const mask = maskOf(drawn, ndim);
    mask.data[0] = 0;
    return distance(k, mask).data;
  },
};

/** Distances as they are, everything else as 32-bit whole numbers. */
const digestible = (values: ArrayLike<number>): TypedArray =>
  values instanceof Float32Array ? values : Int32Array.from(values);

describe("a thousand random masks, as scikit-image and SciPy see them", () => {
  it.each(Object.entries(golden.groups))("%s", (name, want) => {
    const got = want.map((_, number) => {
      const results = Array.from({ length: golden["masks in a group"] }, (_, i) => {
        const drawn = new Case(1000 * number + i);
        return digestible((CALLS[name] as Call)(drawn, (2 + drawn.below(2)) as Rank));
      });
      return digestOf(results).slice(0, 32);
    });
    expect(got).toEqual(want);
  });
});
