import { arrayType, smallestLabelDtype, type TypedArray, voxelCount } from "../core/image.js";
import type { LabelData } from "./layers.js";

/** Voxels that are looked at together: where all of them are 0 nothing is done. */
const CHUNK = 64;
/** Runs of a layer that are kept, 12 bytes each. */
const MOST_RUNS = 2 ** 22;

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
  shape: readonly number[],
  layers: readonly TypedArray[],
  members: readonly Member[],
  assign: Assign,
): LabelData[] {
  const packed = new Packed(voxelCount(shape), members.length);
  for (const [layer, data] of layers.entries()) {
    const rounds = roundsOf(members, layer);
    const runs = rounds.length > 0 ? new Runs(data) : undefined;
    if (runs) for (const labels of rounds) packed.add({ runs, labels });
  }
  return packed.takePlaced(assign(packed.first, packed.outs.length > 2 ? packed.conflicts() : []));
}

/** Members of a layer by label, and where its labels are. */
interface Round {
  runs: Runs;
  labels: ReadonlyMap<number, number>;
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

/** New layers in the making; their labels are the members' numbers from 1. */
class Packed {
  readonly outs: LabelData[] = [];
  readonly first: number[];
  private readonly rounds: Round[] = [];

  constructor(
    private readonly n: number,
    private readonly count: number,
  ) {
    this.first = Array<number>(count).fill(0);
  }

  /** Puts the members of one layer where they fit first. */
  add(round: Round): void {
    const { outs, first } = this;
    const meets = outs.map(() => new Set<number>());
    eachMember(round, (member, from, to) => {
      for (const [at, taken] of meets.entries()) {
        if (!taken.has(member) && !isEmpty(outs[at] as LabelData, from, to)) taken.add(member);
      }
    });
    for (const member of round.labels.values()) {
      const fits = meets.findIndex((taken) => !taken.has(member));
      first[member] = fits < 0 ? meets.length : fits;
    }
    const needed = 1 + Math.max(...Array.from(round.labels.values(), (member) => first[member] as number));
    while (outs.length < needed) outs.push(labelsFor(this.n, this.count));
    eachMember(round, (member, from, to) => outs[first[member] as number]?.fill(member + 1, from, to));
    this.rounds.push(round);
  }

  /** All pairs of members that overlap, by their numbers: in the order of their layers, the lower one first. */
  conflicts(): [number, number][] {
    const { outs, first, count, rounds } = this;
    const pairs = new Set<number>();
    for (const round of rounds) {
      eachMember(round, (member, from, to) => {
        for (let at = 0; at < (first[member] as number); at++) {
          addPairs(pairs, outs[at] as LabelData, from, to, member, count);
        }
      });
    }
    const layerOf = (member: number) => first[member] as number;
    return Array.from(pairs, (pair): [number, number] => [Math.floor(pair / count), pair % count]).sort(
      ([a, b], [p, q]) => layerOf(b) - layerOf(q) || layerOf(a) - layerOf(p) || a - p || b - q,
    );
  }

  /** The layers, with every member at its place. */
  takePlaced(places: readonly Member[]): LabelData[] {
    const most: number[] = [1];
    for (const { layer, labelValue } of places) most[layer] = Math.max(most[layer] ?? 1, labelValue);
    const layers = Array.from(most, (label = 1) => labelsFor(this.n, label));
    for (const round of this.rounds) {
      eachMember(round, (member, from, to) => {
        const { layer, labelValue } = places[member] as Member;
        layers[layer]?.fill(labelValue, from, to);
      });
    }
    return layers;
  }
}

/** Labels of no voxel, of the smallest type that holds `most`. */
function labelsFor(n: number, most: number): LabelData {
  return new (arrayType(smallestLabelDtype(most)))(n) as LabelData;
}

/** For each chunk of a layer 1 where some value is not 0. */
function busyChunks(data: TypedArray): Uint8Array {
  const busy = new Uint8Array(Math.ceil(data.length / CHUNK));
  const step = (CHUNK * data.BYTES_PER_ELEMENT) / 4;
  const whole = data.byteOffset % 4 === 0 ? Math.floor(data.length / CHUNK) : 0;
  const words = new Int32Array(data.buffer, whole > 0 ? data.byteOffset : 0, whole * step);
  for (let chunk = 0, at = 0; chunk < whole; chunk++, at += step) {
    let any = 0;
    for (let i = at; i < at + step && any === 0; i += 8) {
      any =
        (words[i] as number) |
        (words[i + 1] as number) |
        (words[i + 2] as number) |
        (words[i + 3] as number) |
        (words[i + 4] as number) |
        (words[i + 5] as number) |
        (words[i + 6] as number) |
        (words[i + 7] as number);
    }
    if (any !== 0) busy[chunk] = 1;
  }
  return busy.fill(1, whole);
}

type Visit = (label: number, from: number, to: number) => void;

/** Calls `visit` with each run of one label: from, to. Those of more than one chunk come in parts. */
function eachRun(data: TypedArray, visit: Visit): void {
  const busy = busyChunks(data);
  for (let chunk = 0; chunk < busy.length; chunk++) {
    if (busy[chunk] === 0) continue;
    const end = Math.min(data.length, (chunk + 1) * CHUNK);
    for (let from = chunk * CHUNK; from < end; ) {
      const to = runEnd(data, from, end);
      const label = data[from] as number;
      if (label !== 0) visit(label, from, to);
      from = to;
    }
  }
}

/** The runs of a layer, looked for once, or every time anew where there are very many. */
class Runs {
  private kept: Uint32Array | undefined = new Uint32Array(3 * 1024);
  private length = 0;

  constructor(private readonly data: TypedArray) {
    eachRun(data, (label, from, to) => this.keep(label, from, to));
  }

  private keep(label: number, from: number, to: number): void {
    let list = this.kept;
    if (list?.length === this.length) {
      list = list.length < MOST_RUNS * 3 ? new Uint32Array(2 * list.length) : undefined;
      list?.set(this.kept as Uint32Array);
      this.kept = list;
    }
    if (!list) return;
    list[this.length] = label;
    list[this.length + 1] = from;
    list[this.length + 2] = to;
    this.length += 3;
  }

  each(visit: Visit): void {
    const list = this.kept;
    if (!list) eachRun(this.data, visit);
    for (let i = 0; list && i < this.length; i += 3)
      visit(list[i] as number, list[i + 1] as number, list[i + 2] as number);
  }
}

/** Calls `visit` with each run of a member of a round. */
function eachMember({ runs, labels }: Round, visit: Visit): void {
  let [last, member]: [number, number | undefined] = [0, undefined];
  runs.each((label, from, to) => {
    if (label !== last) {
      last = label;
      member = labels.get(label);
    }
    if (member !== undefined) visit(member, from, to);
  });
}

/** Notes the members a layer holds in a run of another member. */
function addPairs(pairs: Set<number>, data: LabelData, from: number, to: number, member: number, count: number): void {
  let last = 0;
  for (let i = from; i < to; i++) {
    const label = data[i] as number;
    if (label !== last && label !== 0) pairs.add((label - 1) * count + member);
    last = label;
  }
}

/** Where the values change that are as at `from`, or `end`. */
function runEnd(data: TypedArray, from: number, end: number): number {
  const value = data[from];
  let to = from + 1;
  while (to < end && data[to] === value) to++;
  return to;
}

function isEmpty(data: LabelData, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (data[i] !== 0) return false;
  return true;
}
