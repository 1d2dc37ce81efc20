import { dtypeOf, type Image, type TypedArray } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { gridOf, KERNEL_DTYPES, largestLabel, type ResidentLabels, takeResident } from "../core/resident.js";
import { type Pointer, type Scratch, scratch } from "../core/scratch.js";
import { commonVoxels } from "./compare/contingency.js";
import { emptyLabels, type LabelData, paintOver, unpainted } from "./layers.js";

/** A set of voxels: those of a layer that have a label. */
export interface Member {
  layer: number;
  labelValue: number;
}

/** Decides where members go; `first` is the layer of each by first fit, `conflicts` the pairs that overlap. */
export type Assign = (first: readonly number[], conflicts: readonly (readonly [number, number])[]) => readonly Member[];

/**
 * Moves members of layers into fewer layers. Each goes into the first new layer where it overlaps no member; where that
 * takes three layers or more, all pairs that overlap are found and `assign` may know better.
 */
export function packLayers(
  k: Kernels,
  who: string,
  shape: readonly number[],
  layers: readonly TypedArray[],
  members: readonly Member[],
  assign: Assign,
): LabelData[] {
  return scratch(k, (s) => {
    const packed = new Packed(s, who, shape, members.length, Math.max(0, ...layers.map((data) => data.byteLength)));
    for (const [layer, data] of layers.entries()) {
      for (const round of roundsOf(members, layer)) packed.add(data, round);
    }
    const places = assign(packed.first, packed.outs.length > 2 ? packed.conflicts() : []);
    return packed.takePlaced(places);
  });
}

/** Members of one layer by label; where several have the same one, the second of them comes in a round of its own. */
function roundsOf(members: readonly Member[], layer: number): Map<number, number>[] {
  const rounds: Map<number, number>[] = [];
  for (const [member, { layer: own, labelValue }] of members.entries()) {
    if (own !== layer) continue;
    const round = rounds.find((labels) => !labels.has(labelValue));
    if (round) round.set(labelValue, member);
    else rounds.push(new Map([[labelValue, member]]));
  }
  return rounds;
}

/** New layers in linear memory in the making; their labels are the members' numbers from 1. */
class Packed {
  readonly outs: ResidentLabels[] = [];
  readonly first: number[];
  /** Where each layer lies while it is looked at; new layers come behind it. */
  private readonly slot: Pointer;

  constructor(
    private readonly s: Scratch,
    private readonly who: string,
    readonly shape: readonly number[],
    private readonly count: number,
    bytes: number,
  ) {
    this.first = Array<number>(count).fill(0);
    this.slot = s.alloc(bytes, `${who}: a layer`);
  }

  private put(data: TypedArray): ResidentLabels {
    const { s, slot: at } = this;
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    s.view(at, Uint8Array, bytes.length).set(bytes);
    const dtype = dtypeOf(data) as ResidentLabels["dtype"];
    return {
      kind: "labels",
      ...gridOf(this),
      at,
      dtype,
      count: largestLabel(s, at, KERNEL_DTYPES[dtype], data.length),
    };
  }

  /** Puts the members of one layer where they fit first. */
  add(data: TypedArray, round: ReadonlyMap<number, number>): void {
    const { s, who, shape } = this;
    const src = this.put(data);
    const fits = this.fit(src, round);
    const needed = Math.max(...fits.values()) + 1;
    while (this.outs.length < needed) this.outs.push(emptyLabels(s, who, { shape }, this.count));
    s.nested(() => {
      for (const [at, out] of this.outs.entries()) {
        const labels = [...round].filter(([label]) => fits.get(label) === at);
        if (labels.length === 0) continue;
        paintOver(s, who, out, src, { labels: new Map(labels.map(([label, member]) => [label, member + 1])) });
        for (const [, member] of labels) this.first[member] = at;
      }
    });
  }

  /** The first layer where each label of `src` overlaps nothing. */
  private fit(src: ResidentLabels, round: ReadonlyMap<number, number>): Map<number, number> {
    const fits = new Map<number, number>();
    for (const [at, out] of this.outs.entries()) {
      const taken = new Set(commonVoxels(this.s, src, out).a);
      for (const label of round.keys()) if (!fits.has(label) && !taken.has(label)) fits.set(label, at);
      if (fits.size === round.size) return fits;
    }
    for (const label of round.keys()) if (!fits.has(label)) fits.set(label, this.outs.length);
    return fits;
  }

  /** All pairs of members that overlap, by their numbers. */
  conflicts(): [number, number][] {
    return this.outs.flatMap((out, at) =>
      this.outs.slice(0, at).flatMap((other) => {
        const { a, b } = commonVoxels(this.s, other, out);
        return Array.from(a, (member, i) => [member - 1, (b[i] as number) - 1] as [number, number]);
      }),
    );
  }

  /** Copies the layers out, with every member at its place. */
  takePlaced(places: readonly Member[]): LabelData[] {
    const { s, who, shape } = this;
    const layers = 1 + Math.max(0, ...places.map(({ layer }) => layer));
    return Array.from({ length: layers }, (_, layer) => {
      const own = [...places.entries()].filter(([, place]) => place.layer === layer);
      const most = Math.max(1, ...own.map(([, { labelValue }]) => labelValue));
      const sources = this.outs.flatMap((out, at) => {
        const labels = new Map(
          own.flatMap(([member, { labelValue }]) =>
            this.first[member] === at ? [[member + 1, labelValue] as const] : [],
          ),
        );
        return labels.size > 0 ? [{ out, labels }] : [];
      });
      return s.nested(() => {
        const dst = sources.length > 0 ? unpainted(s, who, { shape }, most) : emptyLabels(s, who, { shape }, most);
        for (const [at, { out, labels }] of sources.entries()) paintOver(s, who, dst, out, { labels }, at > 0);
        return (takeResident(s, dst) as Image<Uint8Array>).data;
      });
    });
  }
}
