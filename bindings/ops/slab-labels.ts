import type { Image, Labelmap, Mask } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { type ChunkSeam, type LabelChunksOptions, labelChunk } from "./label-chunks.js";
import { applyRemap, mergeSeams, type RemapTable } from "./merge-seams.js";
import { type SlabOptions, type SlabSink, type SlabSource, slabsOf } from "./slab-source.js";

/**
 * Labels a volume that does not fit into memory: reads it twice, slab by slab, and keeps only the planes between slabs.
 * The labels are those that `label` would give for the whole.
 *
 * @param k kernels from `loadKernels`
 * @param source masks, or images whose non-zero values count
 * @param options `connectivity`, default 26; `planes` of a slab
 * @param sink takes the labels, from the first plane to the last, all in the smallest type for the largest label
 * @returns the number of objects
 * @throws ArgumentRangeError E_NDIM, E_OPTION, E_CONNECTIVITY, E_LABEL_RANGE; OutOfMemory
 * @example
 * const volume = { data: Uint8Array.of(1, 1, 0, 1), shape: [4, 1, 1] };
 * const labels: number[] = [];
 * await labelInSlabs(k, slabSource(volume), { planes: 1 }, ({ data }) => labels.push(...data)); // 2
 * labels; // [1, 1, 0, 2]
 */
export async function labelInSlabs(
  k: Kernels,
  source: SlabSource<Mask | Image>,
  { connectivity, planes }: LabelChunksOptions & SlabOptions,
  sink: SlabSink<Labelmap>,
): Promise<number> {
  const slabs = slabsOf("labelInSlabs", source, { planes });
  const label = async ({ from, to }: { from: number; to: number }) => {
    const mask = await source.read(from, to);
    return labelChunk(k, source.shape, { mask, origin: [from, 0, 0] }, { connectivity });
  };
  const seams: ChunkSeam[] = [];
  for (const slab of slabs) seams.push((await label(slab)).seam);
  const { count, tables } = mergeSeams(k, source.shape, seams, { connectivity });
  for (const [i, slab] of slabs.entries()) {
    const { labels } = await label(slab);
    await sink(applyRemap(k, labels, tables[i] as RemapTable), slab.from);
  }
  return count;
}
