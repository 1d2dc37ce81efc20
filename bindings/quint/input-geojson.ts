import { UnsupportedFile } from "../core/errors.js";
import type { Source } from "../io/source.js";
import { several } from "./finding.js";
import type { InputOptions, Objects } from "./input-options.js";
import { imageSizeOf } from "./input-size.js";
import type { Ring } from "./outlines.js";

/** Largest document; engines have no longer strings than about twice this. */
const MOST_BYTES = 2 ** 28;

type Json = Readonly<Record<string, unknown>>;

interface Feature {
  rings: Ring[];
  /** "annotation", "detection", "cell" or "tile" in QuPath. */
  type: string;
  /** Name of its class, "" without one. */
  name: string;
}

/** Outlines that QuPath exported: detections and cells where there are any, else annotations. */
export function fromGeoJson(source: Source, options: InputOptions): Objects {
  const size = imageSizeOf(source, options);
  const features = featuresOf(source).map((feature) => featureOf(source, feature));
  const drawn = features.filter(({ rings }) => rings.length > 0);
  // An annotation around detections is the region in which they were looked for.
  const found = drawn.filter(({ type }) => type === "detection" || type === "cell");
  const objects = found.length > 0 ? found : drawn.filter(({ type }) => type !== "tile");
  const chosen = options.classes ? objects.filter(({ name }) => options.classes?.includes(name)) : objects;
  if (options.classes && chosen.length === 0) {
    const names = [...new Set(objects.map(({ name }) => name || "none"))].slice(0, 12).join(", ");
    throw new UnsupportedFile(`${source.name}: no outline has the class ${options.classes.join(" or ")}`, {
      path: source.name,
      advice: `choose --class among: ${names}`,
    });
  }
  const what = found.length > 0 ? "detection" : "annotation";
  const left = features.length - drawn.length;
  const others = left > 0 ? `, ${several(left, "point or line", "points and lines")} left out` : "";
  const mapping = `${several(chosen.length, what)} of ${size.width} x ${size.height} pixels${others}`;
  return { kind: "outlines", mapping, outlines: { ...size, objects: chosen.map(({ rings }) => rings) } };
}

function featuresOf(source: Source): unknown[] {
  if (source.size > MOST_BYTES) {
    throw source.unsupported(`it has ${source.size} bytes, and outlines are read up to ${MOST_BYTES}`);
  }
  let root: unknown;
  try {
    root = JSON.parse(new TextDecoder().decode(source.bytes));
  } catch (cause) {
    throw source.corrupt("it is no JSON", cause);
  }
  if (Array.isArray(root)) return root;
  const { type, features } = (root ?? {}) as Json;
  if (type === "FeatureCollection" && Array.isArray(features)) return features;
  if (type === "Feature") return [root];
  throw source.unsupported("it is JSON, but not outlines as GeoJSON has them (a FeatureCollection)");
}

function featureOf(source: Source, given: unknown): Feature {
  const { type, geometry, properties } = (given ?? {}) as Json;
  if (type !== "Feature") throw source.corrupt("one of its features is none");
  const { objectType, classification } = (properties ?? {}) as Json;
  const { name } = (classification ?? {}) as Json;
  const rings = ringsOf(source, geometry);
  return { rings, type: String(objectType ?? "annotation"), name: typeof name === "string" ? name : "" };
}

/** Rings of polygons; none of points and lines. */
function ringsOf(source: Source, geometry: unknown): Ring[] {
  const { type, coordinates, geometries } = (geometry ?? {}) as Json;
  const list = (value: unknown): unknown[] => {
    if (Array.isArray(value)) return value;
    throw source.corrupt("the coordinates of an outline are no list");
  };
  if (type === "Polygon") return list(coordinates).map((ring) => ringOf(source, list(ring)));
  if (type === "MultiPolygon")
    return list(coordinates).flatMap((part) => list(part).map((ring) => ringOf(source, list(ring))));
  if (type === "GeometryCollection") return list(geometries).flatMap((part) => ringsOf(source, part));
  return [];
}

function ringOf(source: Source, points: readonly unknown[]): Ring {
  const ring = new Array<number>(2 * points.length);
  for (const [i, point] of points.entries()) {
    const [x, y] = Array.isArray(point) ? point : [];
    if (!Number.isFinite(x) || !Number.isFinite(y))
      throw source.corrupt("an outline has a point that is no pair of numbers");
    ring[2 * i] = x;
    ring[2 * i + 1] = y;
  }
  return ring;
}
