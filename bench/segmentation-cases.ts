import type { Image, Labelmap, Mask } from "../bindings/core/image.js";
import type { Segmentation } from "../bindings/core/segmentation.js";
import {
  applyEffect,
  automaticThreshold,
  collapseLayers,
  type GrownSeeds,
  growSeedsFurther,
  type Kernels,
  STATISTICS_PLUGINS,
  segmentStatistics,
  surface,
  surfaceToFractional,
  threshold,
} from "../bindings/index.js";
import { ballMask, ballMesh, lasso, seedsIn, segmentedAs, smoothing, staggered } from "./draw/segments.js";
import type { Inputs } from "./images.js";

/** Something a user of a segmentation waits for, and how long at most. */
export interface SegmentationCase {
  title: string;
  /** Seconds. */
  limit: number;
  run: () => unknown;
  /** A call of a peer on the same input; what it makes is not compared here. */
  peer?: { library: string; call: string; input: { name: string; object: Image | Mask }; parameters?: object };
}

/** The cases by what they work on, so that only one group's inputs are in memory at a time. */
export const SEGMENTATION_GROUPS: readonly ((k: Kernels, inputs: Inputs) => SegmentationCase[])[] = [
  trunkCases,
  organCases,
  collapseCases,
  meshCases,
  growingCases,
  scissorsCases,
];

/** A trunk of 300 × 512 × 512 voxels, i16. */
function trunkCases(k: Kernels, inputs: Inputs): SegmentationCase[] {
  const body = inputs.get<Image>("body");
  const input = { name: "body", object: body };
  const bones = threshold(k, body, { level: 100 });
  const bits = { name: "body above 100", object: bones };
  const segmentation = segmentedAs(k, bones);
  const effect = (name: string, parameters: Record<string, unknown>) => () =>
    applyEffect(k, segmentation, name, "a", { parameters });
  return [
    {
      title: "Threshold, 300×512×512 i16",
      limit: 0.15,
      run: () => threshold(k, body, { level: 100 }),
      peer: { library: "NumPy", call: "threshold", input, parameters: { level: 100 } },
    },
    {
      title: "Otsu in 64 bins, 300×512×512 i16",
      limit: 0.15,
      run: () => automaticThreshold(k, body, { method: "OTSU" }),
      peer: { library: "scikit-image", call: "otsu 64", input },
    },
    {
      title: "Islands: keep the largest by faces, 300×512×512",
      limit: 1.5,
      run: effect("Islands", { Operation: "KEEP_LARGEST_ISLAND" }),
      peer: { library: "SciPy", call: "keep largest", input: bits },
    },
    // SciPy takes more than a minute, and 2 GB.
    { title: "Margin of 3 mm, 300×512×512", limit: 3, run: effect("Margin", { MarginSizeMm: 3 }) },
  ];
}

/** A hundred segments in the same grid; other libraries measure the like in minutes. */
function organCases(k: Kernels, inputs: Inputs): SegmentationCase[] {
  const organs = inputs.get<Labelmap<Uint16Array>>("body organs");
  const data = Uint8Array.from(organs.data, (label) => (label ? 1 + (label % 100) : 0));
  const segmentation = segmentedAs(k, { ...organs, data, count: 100 });
  const keys = STATISTICS_PLUGINS.flatMap(({ name, measurements }) =>
    measurements.map(({ key }) => `${name}.${key}.enabled`),
  );
  const enabled = Object.fromEntries(keys.map((key) => [key, key.startsWith("Labelmap")]));
  return [
    {
      title: "All statistics of the voxels of 100 segments, 300×512×512",
      limit: 1.5,
      run: () => segmentStatistics(k, segmentation, { enabled }),
    },
  ];
}

function collapseCases(k: Kernels): SegmentationCase[] {
  const segmentation = staggered([300, 512, 512], 50, 10);
  return [
    {
      title: "Collapse of 50 segments in 10 layers that overlap, 300×512×512",
      limit: 1,
      run: () => collapseLayers(k, segmentation),
    },
  ];
}

function meshCases(k: Kernels, inputs: Inputs): SegmentationCase[] {
  const grains = inputs.get<Labelmap>("grains");
  const mask = threshold(k, grains, { level: 0 });
  const input = { name: "grains above 0", object: mask };
  const mesh = ballMesh(100_000, 120, 127.5);
  const smooth = smoothing(k, surface(k, ballMask(256, 103), { method: "marching", normals: false }));
  const peer = { library: "scikit-image", call: "marching cubes", input };
  return [
    {
      title: "Closed surface of 100,000 triangles to fractions, 256³",
      limit: 2,
      run: () => surfaceToFractional(k, mesh, { shape: [256, 256, 256] }),
    },
    { title: "Flying edges, 256³", limit: 0.5, run: () => surface(k, mask, { method: "marching" }), peer },
    { title: "Surface nets, 256³", limit: 0.5, run: () => surface(k, mask, { method: "nets" }), peer },
    { title: "Windowed sinc in 40 passes, 200,000 points", limit: 1, run: smooth },
  ];
}

/** Seeds in a part of the trunk, with a scanner's noise; and the same with more seeds. */
function growingCases(k: Kernels, inputs: Inputs): SegmentationCase[] {
  const { image, seeds, more } = seedsIn(inputs.get<Image<Int16Array>>("body"), 200);
  let grown: GrownSeeds | undefined;
  return [
    {
      title: "Grow from seeds, 200³",
      limit: 6,
      run: () => {
        grown = growSeedsFurther(k, image, { seeds });
      },
    },
    {
      title: "Grow from seeds, 200³, with a stroke added",
      limit: 1,
      run: () => growSeedsFurther(k, image, { seeds: more }, grown),
    },
  ];
}

function scissorsCases(k: Kernels): SegmentationCase[] {
  const segmentation: Segmentation = segmentedAs(k, ballMask(512, 250));
  const points = lasso(2000, 512);
  return [
    {
      title: "Scissors along 2,000 points, 512³",
      limit: 1,
      run: () => applyEffect(k, segmentation, "Scissors", "a", { points }),
    },
  ];
}
