import { ArgumentRangeError, LimitExceeded } from "../core/errors.js";
import { describe, type Image } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { joined } from "../io/samples.js";
import type { Rgb } from "./colour.js";
import type { Ring } from "./outlines.js";
import type { Size } from "./sizes.js";
import { type Part, type TracedObject, traceLabels } from "./trace.js";

/** Largest document that is written and read; engines have no longer strings than about twice this. */
export const MOST_GEOJSON_BYTES = 2 ** 28;

/** What QuPath makes of an outline. */
export const GEOJSON_OBJECTS = ["detection", "annotation"] as const;
export type GeoJsonObject = (typeof GEOJSON_OBJECTS)[number];

/** A class of QuPath. */
export interface GeoJsonClass {
  name: string;
  colour: Rgb;
}

/** Options of `labelsToGeoJson`. */
export interface GeoJsonOptions {
  /** "annotation": regions to be edited; "detection": many objects to be counted and measured. Default: "detection". */
  objectType?: GeoJsonObject | undefined;
  /** Classes of labels; the others get none. */
  classes?: ReadonlyMap<number, GeoJsonClass> | undefined;
  /** Size of the image that the outlines are to lie on, where the labels were made on a smaller one. */
  imageSize?: Size | undefined;
}

/**
 * Labels as outlines that QuPath opens: a feature for each label, along the edges of its pixels, so that areas are equal and
 * `geoJsonToLabels` gives the same labels again. Labels in several parts become a MultiPolygon, holes stay holes.
 *
 * @param k kernels from `loadKernels`
 * @param labels whole numbers >= 0, one slice
 * @param options what QuPath makes of them, their classes, and the size of the image they lie on
 * @returns a FeatureCollection as UTF-8; its features have the label as their name, its member `imageSize` the size
 * @throws LimitExceeded beyond 16,777,216 corners or 256 MiB; ArgumentTypeError E_DTYPE; ArgumentRangeError E_NDIM,
 *   E_LABEL_NEGATIVE, E_OPTION; OutOfMemory
 * @example
 * const bytes = labelsToGeoJson(k, { data: new Uint8Array([0, 7, 7]), shape: [1, 3] });
 * JSON.parse(new TextDecoder().decode(bytes)).features[0].geometry.coordinates; // [[[1,0],[3,0],[3,1],[1,1],[1,0]]]
 */
export function labelsToGeoJson(k: Kernels, labels: Image, options: GeoJsonOptions = {}): Uint8Array {
  const objects = traceLabels(k, labels);
  const [height, width] = labels.shape.slice(-2) as [number, number];
  return writeGeoJson(objects, { width, height }, options);
}

/** A document of traced objects. */
export function writeGeoJson(objects: readonly TracedObject[], size: Size, options: GeoJsonOptions): Uint8Array {
  const { objectType = "detection", classes, imageSize = size } = options;
  if (!GEOJSON_OBJECTS.includes(objectType)) {
    throw new ArgumentRangeError(
      "E_OPTION",
      `labelsToGeoJson: expected an objectType detection or annotation, got ${describe(objectType)}`,
    );
  }
  const scale = [imageSize.width / size.width, imageSize.height / size.height] as const;
  const encoder = new TextEncoder();
  const { width, height } = imageSize;
  const chunks = [
    encoder.encode(`{"type":"FeatureCollection","imageSize":${JSON.stringify({ width, height })},"features":[`),
  ];
  let total = (chunks[0] as Uint8Array).length;
  for (const [at, { label, parts }] of objects.entries()) {
    const given = classes?.get(label);
    const classification = given && { name: given.name, color: given.colour };
    // QuPath's own order; a colour of an object itself would hide the colours of classes that it gets later.
    const properties = { objectType, name: String(label), ...(classification && { classification }) };
    const feature = `{"type":"Feature","geometry":${geometryOf(parts, scale)},"properties":${JSON.stringify(properties)}}`;
    const chunk = encoder.encode(`${at > 0 ? "," : ""}\n${feature}`);
    total += chunk.length;
    chunks.push(chunk);
    if (total <= MOST_GEOJSON_BYTES) continue;
    throw new LimitExceeded(`the outlines take more than ${MOST_GEOJSON_BYTES} bytes`, {
      needed: total,
      allowed: MOST_GEOJSON_BYTES,
      advice: "remove small objects or smooth the labels first, or take a smaller part of the image",
    });
  }
  chunks.push(encoder.encode("\n]}\n"));
  return joined(chunks);
}

/** A polygon, or several. Several are no collection of polygons: QuPath's objects have one geometry. */
function geometryOf(parts: readonly Part[], scale: readonly [number, number]): string {
  const polygons = parts.map((part) => `[${part.map((ring) => ringOf(ring, scale)).join(",")}]`);
  return polygons.length === 1
    ? `{"type":"Polygon","coordinates":${polygons[0]}}`
    : `{"type":"MultiPolygon","coordinates":[${polygons.join(",")}]}`;
}

function ringOf(ring: Ring, [sx, sy]: readonly [number, number]): string {
  let text = "[";
  for (let i = 0; i < ring.length; i += 2) {
    text += `[${coordinate(ring[i] as number, sx)},${coordinate(ring[i + 1] as number, sy)}],`;
  }
  return `${text}[${coordinate(ring[0] as number, sx)},${coordinate(ring[1] as number, sy)}]]`;
}

/** Four digits behind the point: far less than what moves the centre of a pixel across a line. */
const coordinate = (value: number, scale: number): number =>
  scale === 1 ? value : Math.round(value * scale * 10_000) / 10_000;
