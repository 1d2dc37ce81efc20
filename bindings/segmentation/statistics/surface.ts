import type { FractionalImage } from "../../ops/fractional.js";
import { fractionalToSurface } from "../../ops/fractional-surface.js";
import { meshArea, meshVolume } from "../../ops/mesh.js";
import { surface } from "../../ops/surface.js";
import { VOLUME_CODES } from "./labelmap.js";
import { layerImage } from "./layers.js";
import type { Measured, StatisticsPlugin } from "./plugin.js";

/** Measurements of the closed surface around a segment, made as 3D Slicer makes it. */
export const SURFACE_PLUGIN: StatisticsPlugin = {
  name: "ClosedSurfaceSegmentStatisticsPlugin",
  suffix: "CS",
  measurements: [
    {
      key: "surface_mm2",
      name: "Surface mm2",
      units: "mm2",
      on: true,
      quantityCode: "000247,99CHEMINF",
      unitsCode: "mm2,UCUM",
    },
    { key: "volume_mm3", name: "Volume mm3", units: "mm3", on: true, ...VOLUME_CODES },
    { key: "volume_cm3", name: "Volume cm3", units: "cm3", on: true, ...VOLUME_CODES, unitsCode: "cm3,UCUM" },
  ],
  fractional: true,
  measure({ k, segmentation, smoothing, millimetres: mm }) {
    const result = new Map<string, Record<string, Measured>>();
    if (smoothing === undefined) return result;
    const { fractions } = segmentation;
    for (const { id, layer, labelValue } of segmentation.segments) {
      const image = layerImage(segmentation, layer);
      const mesh = fractions
        ? fractionalToSurface(k, { ...image, fractions } as FractionalImage, { smoothing, normals: false })
        : surface(k, image, { label: labelValue, method: "marching", smoothing, normals: false });
      const volume = meshVolume(mesh) * mm * mm * mm;
      result.set(id, { surface_mm2: meshArea(mesh) * mm * mm, volume_mm3: volume, volume_cm3: 0.001 * volume });
    }
    return result;
  },
};
