import type { Vector } from "../../core/vector.js";
import { type DicomFile, decimals, TAG } from "./dataset.js";
import { normalOf, placeOf, type SlicePlace } from "./geometry.js";

/** What tells classic frames apart that are slices of a volume: their distances, or their numbers. */
const SLICE_POINTERS: readonly number[] = [0x3004000c, 0x00540080];

/**
 * Where the frames of a file lie. Classic multi-frame files (doses, nuclear medicine, older ultrasound) state the place of
 * the first one only: the others follow along the normal, as far apart as the file says. Frames that are told apart by
 * time or angle lie nowhere.
 */
export function placesOf(file: DicomFile, count: number): (SlicePlace | undefined)[] {
  const places = Array.from({ length: count }, (_, index) => placeOf(file.data, index));
  const [first] = places;
  if (count === 1 || !first || file.data.elements[TAG.frameGroups]) return places;
  const offsets = offsetsOf(file, count);
  if (!offsets) return places.map(() => undefined);
  const normal = normalOf(first);
  return offsets.map((offset) => ({
    ...first,
    position: first.position.map((part, i) => part + offset * (normal[i] as number)) as unknown as Vector,
  }));
}

/** How far along the normal each frame lies from the first; undefined where the file does not say. */
function offsetsOf({ source, data }: DicomFile, count: number): number[] | undefined {
  if (!advancesBySlices({ data })) return undefined;
  const listed = decimals(data, TAG.gridOffsets, count, 32 * count);
  // Distances from the first frame, or coordinates, which then do not begin with 0.
  if (listed) return listed.map((offset) => offset - (listed[0] as number));
  const [[spacing], [thickness]] = [TAG.slicesSpacing, TAG.sliceThickness].map(
    (tag) => decimals(data, tag, 1) ?? [0],
  ) as [[number], [number]];
  const distance = spacing || thickness;
  if (!distance) return undefined;
  const by = spacing ? "spacing between slices" : "slice thickness";
  source.note(`only its first slice has a place; the others are taken ${distance} mm apart, its ${by}`);
  return Array.from({ length: count }, (_, i) => i * distance);
}

/** False where a file says that its frames follow each other in time, or around something. */
function advancesBySlices({ data }: Pick<DicomFile, "data">): boolean {
  const pointers = Math.floor((data.elements[TAG.framePointer]?.length ?? 0) / 4);
  for (let i = 0; i < Math.min(pointers, 16); i++) {
    const [group, element] = [data.uint16(TAG.framePointer, 2 * i), data.uint16(TAG.framePointer, 2 * i + 1)];
    if (!SLICE_POINTERS.includes((group ?? 0) * 65536 + (element ?? 0))) return false;
  }
  return true;
}
