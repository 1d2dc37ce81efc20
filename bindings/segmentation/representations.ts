import { ArgumentRangeError } from "../core/errors.js";
import { describe, geometryOf, type Labelmap } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import type { Layer, Segment, Segmentation, SegmentInfo } from "../core/segmentation.js";
import type { FractionalImage } from "../ops/fractional.js";
import { maskOfLabel } from "../ops/layers.js";
import { maskToLabels } from "../ops/mask-labels.js";
import { type ConvertOptions, convertRepresentation } from "./convert.js";
import { REPRESENTATIONS, type RepresentationKey } from "./graph.js";
import { type HeldSegment, segmentationOf } from "./held.js";
import type { Representation } from "./representation.js";

/** What the segments of a segmentation are held as: one kind is the source, the others follow from it. */
type Source = { readonly segmentation: Segmentation } | { readonly held: readonly HeldSegment[] };

/**
 * The representations of segments. One kind is the source, which alone is edited and saved; the others are made of it when
 * they are asked for, kept, and forgotten for each segment whose source changes.
 *
 * @example
 * const all = new SegmentRepresentations(k, segmentation);
 * all.get("Segment_1", "surface").meshes.length; // 1
 * all.kinds; // ["binary"]: not all segments have a surface yet
 */
export class SegmentRepresentations {
  #source: Source;
  #kind: RepresentationKey;
  readonly #made = new Map<string, Map<RepresentationKey, Representation>>();

  /**
   * @param k kernels from `loadKernels`
   * @param source a segmentation, or segments with surfaces or contours, all of one kind
   * @param options parameters and reference grid of all conversions
   * @throws ArgumentRangeError E_OPTION for segments of several kinds
   */
  constructor(
    private readonly k: Kernels,
    source: Segmentation | readonly HeldSegment[],
    private readonly options: ConvertOptions = {},
  ) {
    this.#source = "layers" in source ? { segmentation: source } : { held: source };
    const kinds = new Set(
      "layers" in source ? [source.fractions ? "fractional" : "binary"] : source.map((one) => one.data.kind),
    );
    if (kinds.size > 1) {
      const names = [...kinds].join(" and ");
      throw new ArgumentRangeError("E_OPTION", `SegmentRepresentations: expected segments of one kind, got ${names}`);
    }
    this.#kind = ([...kinds][0] ?? "surface") as RepresentationKey;
  }

  /** The kind that is edited and saved. */
  get source(): RepresentationKey {
    return this.#kind;
  }

  /** The segments, in their order. */
  get segments(): readonly SegmentInfo[] {
    return "segmentation" in this.#source
      ? this.#source.segmentation.segments
      : this.#source.held.map(({ info }) => info);
  }

  /** The label maps, where they are the source. */
  get segmentation(): Segmentation | undefined {
    return "segmentation" in this.#source ? this.#source.segmentation : undefined;
  }

  /** Kinds that every segment has now, the source first. */
  get kinds(): RepresentationKey[] {
    const all = Object.keys(REPRESENTATIONS) as RepresentationKey[];
    const has = (kind: RepresentationKey) => this.segments.every(({ id }) => this.#made.get(id)?.has(kind));
    return [this.#kind, ...all.filter((kind) => kind !== this.#kind && this.segments.length > 0 && has(kind))];
  }

  /**
   * A segment in one of its representations, made if it is not there.
   *
   * @throws ArgumentRangeError E_SEGMENT for an unknown ID; what `convertRepresentation` throws
   */
  get<K extends RepresentationKey>(id: string, kind: K): Extract<Representation, { kind: K }> {
    const known = kind === this.#kind ? this.#own(id) : this.#made.get(id)?.get(kind);
    if (known) return known as Extract<Representation, { kind: K }>;
    const segmentation = this.segmentation;
    const segment = segmentation?.segments.find((one) => one.id === id);
    const inLayers = segmentation && segment && !segmentation.fractions && (kind === "surface" || kind === "contours");
    if (inLayers) this.#makeLayer(segmentation, segment, kind);
    else this.#keep(id, convertRepresentation(this.k, this.#own(id), kind, this.options));
    return this.#made.get(id)?.get(kind) as Extract<Representation, { kind: K }>;
  }

  /** Takes an edited segmentation. Segments whose layer is another array lose what was made of them. */
  change(next: Segmentation): void {
    const before = this.segmentation;
    const place = (from: Segmentation | undefined, id: string) => {
      const segment = from?.segments.find((one) => one.id === id);
      return segment && [from?.layers[segment.layer], segment.labelValue, from?.fractions];
    };
    for (const id of [...this.#made.keys()]) {
      const [old, now] = [place(before, id), place(next, id)];
      if (!old || !now || now.some((part, i) => part !== old[i])) this.#made.delete(id);
    }
    this.#source = { segmentation: next };
    this.#kind = next.fractions ? "fractional" : "binary";
  }

  /** Takes a segmentation whose segments have the same voxels in other layers; everything made of them stays. */
  relayer(next: Segmentation): void {
    this.#source = { segmentation: next };
  }

  /**
   * Replaces the surface or contours of a segment that is held as such; what was made of it is forgotten.
   *
   * @throws ArgumentRangeError E_SEGMENT, E_OPTION for another kind than the source
   */
  replace(id: string, data: Representation): void {
    if (!("held" in this.#source) || data.kind !== this.#kind) {
      throw new ArgumentRangeError("E_OPTION", `replace: the source is ${this.#kind}, got ${describe(data.kind)}`);
    }
    this.#own(id);
    this.#source = { held: this.#source.held.map((one) => (one.info.id === id ? { ...one, data } : one)) };
    this.#made.delete(id);
  }

  /** Makes another kind the source; all other representations go. */
  setSource(kind: RepresentationKey): void {
    if (kind === this.#kind) return;
    const from = kind === "binary" ? this.#kind : kind;
    const held = this.segments.map((info) => ({ info, data: this.get(info.id, from) }));
    this.#source = kind === "binary" ? { segmentation: segmentationOf(this.k, held, this.options) } : { held };
    this.#kind = kind;
    this.#made.clear();
  }

  #keep(id: string, made: Representation): void {
    const own = this.#made.get(id) ?? new Map<RepresentationKey, Representation>();
    this.#made.set(id, own.set(made.kind, made));
  }

  /** The source of one segment. */
  #own(id: string): Representation {
    if ("held" in this.#source) {
      const found = this.#source.held.find(({ info }) => info.id === id);
      if (found) return found.data;
    } else {
      const { segmentation } = this.#source;
      const segment = segmentation.segments.find((one) => one.id === id);
      if (segment) return ofLayer(this.k, segmentation, segment);
    }
    throw new ArgumentRangeError("E_SEGMENT", `no segment has the ID ${describe(id)}`);
  }

  /** Surfaces or contours of all segments of a layer at once, kept by segment. */
  #makeLayer(segmentation: Segmentation, { layer }: Segment, kind: "surface" | "contours"): void {
    const { shape, layers, segments } = segmentation;
    const own = segments.filter((one) => one.layer === layer);
    const count = Math.max(...own.map(({ labelValue }) => labelValue));
    const labels = { data: layers[layer], shape, count, ...geometryOf(segmentation) } as Labelmap;
    const made = convertRepresentation(this.k, { kind: "binary", labels }, kind, this.options);
    for (const { id, labelValue } of own) {
      const ofLabel = ({ label }: { label: number }) => label === labelValue;
      if (made.kind === "surface") this.#keep(id, { kind: "surface", meshes: made.meshes.filter(ofLabel) });
      else if (made.kind === "contours") this.#keep(id, { ...made, contours: made.contours.filter(ofLabel) });
    }
  }
}

/** The voxels or fractions of one segment. */
function ofLayer(k: Kernels, segmentation: Segmentation, { layer, labelValue }: Segment): Representation {
  const { shape, layers, fractions } = segmentation;
  const image = { data: layers[layer] as Layer, shape, ...geometryOf(segmentation) };
  if (fractions) return { kind: "fractional", image: { ...image, fractions } as FractionalImage, label: labelValue };
  return { kind: "binary", labels: maskToLabels(k, maskOfLabel(k, "SegmentRepresentations", image, labelValue)) };
}
