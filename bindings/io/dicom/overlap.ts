import type { Segmentation } from "../../core/segmentation.js";

/** What a file says of its segments: whether any two share a voxel. Shares of voxels do not tell. */
export function segmentsOverlap({ segments, layers, fractions }: Segmentation): "YES" | "NO" | "UNDEFINED" {
  const used = [...new Set(segments.map(({ layer }) => layer))];
  if (used.length < 2) return "NO";
  if (fractions) return "UNDEFINED";
  const taken = new Uint8Array(layers[0]?.length ?? 0);
  for (const at of used) {
    const labels = new Set(segments.flatMap(({ layer, labelValue }) => (layer === at ? [labelValue] : [])));
    const layer = layers[at] as ArrayLike<number>;
    for (let i = 0; i < layer.length; i++) {
      const label = layer[i] as number;
      if (label === 0 || !labels.has(label)) continue;
      if (taken[i] === 1) return "YES";
      taken[i] = 1;
    }
  }
  return "NO";
}
