import { arrayType, voxelCount } from "./image.js";
import { maskBytes, type Resident } from "./resident.js";
import type { Pointer, Scratch } from "./scratch.js";

/** Bytes of a resident object's voxels. */
function residentBytes(object: Resident): number {
  if (object.kind === "mask") return maskBytes(object);
  return voxelCount(object.shape) * arrayType(object.dtype).BYTES_PER_ELEMENT;
}

/**
 * Frees all that was allocated since `base` (from `s.mark()`) except `object`, which moves down to it: so a chain holds
 * one object at a time, in pages that were touched before. An object that leaves no more room below it than it takes
 * itself stays where it is, because copying would cost more than the room is worth. One that lies below `base` is part
 * of something that is kept, and stays too.
 */
export function settle<T extends Resident>(s: Scratch, base: Pointer, object: T): T {
  const bytes = residentBytes(object);
  if (object.at < base) {
    s.release(base);
    return object;
  }
  if (object.at - base <= bytes) {
    s.release(object.at);
    return { ...object, at: s.alloc(bytes) };
  }
  s.release(base);
  // The object lies above its new place, and copying within memory allows for overlap.
  const at = s.alloc(bytes);
  s.copy(at, object.at, bytes);
  return { ...object, at };
}
