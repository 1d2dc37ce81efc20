import { MismatchedShape } from "../../core/errors.js";
import { voxelCount } from "../../core/image.js";
import { dtypeCode, type ResidentImage, type ResidentLabels } from "../../core/resident.js";
import type { Pointer, Scratch } from "../../core/scratch.js";
import { steps } from "../features.js";
import { type LabelList, labelList } from "../label-list.js";

const NO_VALUES = -1;
/** Columns that the kernel writes without and with values. */
const SHAPE_COLUMNS = 12;
const ALL_COLUMNS = 17;
/** Sums of powers that the kernel gathers in 2-D and 3-D. */
export const SUMS = { 2: 10, 3: 20 } as const;

/**
 * What is gathered about the labels of one image in linear memory; every figure is computed when it is first asked for.
 * Lists that are indexed by place have an entry for every row of the kernel's table, whether its label occurs or not.
 */
export class Gathered {
  readonly ndim: 2 | 3;
  /** Spacing along every axis of the shape; 1 where the labels have none. */
  readonly spacing: readonly number[];
  /** The kernel's columns for each image, or one set of columns without values. */
  readonly tables: readonly Float64Array[];
  readonly rows: number;
  readonly #s: Scratch;
  readonly #who: string;
  readonly #room: Pointer;
  readonly #list: LabelList;
  readonly #table: Pointer;
  readonly #memory = new Map<string, unknown>();

  constructor(
    s: Scratch,
    who: string,
    readonly labels: ResidentLabels,
    readonly images: readonly ResidentImage[],
  ) {
    for (const { shape } of images) {
      if (shape.join() !== labels.shape.join()) throw new MismatchedShape(who, labels.shape, shape);
    }
    this.#s = s;
    this.#who = who;
    this.ndim = labels.shape.length as 2 | 3;
    this.spacing = labels.geometry.spacing ?? labels.shape.map(() => 1);
    this.#room = s.alloc(s.raw.statsRoom() >>> 0, `${this.#who}: its runs`);
    this.#list = labelList(s, who, labels, s.raw.regionBytes(), this.#room);
    this.#table = s.alloc(this.#list.count * s.raw.regionBytes(), `${this.#who}: its table`);
    this.tables = images.length === 0 ? [this.#measure()] : images.map((image) => this.#measure(image));
    this.rows = s.raw.countRegions(this.#table, this.#list.count) >>> 0;
  }

  /** One of the kernel's columns: those of the shape are the same for every image. */
  column(index: number, image = 0): Float64Array {
    return (this.tables[image] as Float64Array).subarray(index * this.rows, (index + 1) * this.rows);
  }

  /** The place of a row's label. */
  place(row: number): number {
    return this.#list.at === 0 ? (this.column(0)[row] as number) - 1 : row;
  }

  /** Keeps what `make` returns, under a name. */
  once<T>(name: string, make: () => T): T {
    if (!this.#memory.has(name)) this.#memory.set(name, make());
    return this.#memory.get(name) as T;
  }

  /** Sums of powers by place, plain or weighted by the values of an image; see the kernel. */
  sums(image?: number): Float64Array {
    return this.once(`sums ${image}`, () => {
      const [{ runs, starts }, { count }] = [this.#runs(), this.#list];
      const values = image === undefined ? undefined : (this.images[image] as ResidentImage);
      const { w, h } = this.labels;
      const type = values ? dtypeCode(values) : NO_VALUES;
      const deep = Number(this.ndim === 3);
      const [table, source] = [this.#table, values?.at ?? 0];
      return this.#take("its moments", count * SUMS[this.ndim], (at) => {
        this.#s.eachInRoom("moments", this.#ranges(), this.#roomOf("its moments", 32), ({ from, to }) => {
          return [at, table, runs, starts, from, to, source, type, w, h, deep];
        });
      });
    });
  }

  /** Counts of windows by place and by class, `kinds` of them; see the kernel. */
  windows(classes: Uint8Array, kinds: number): Uint32Array {
    return this.once("windows", () => {
      const { at, w, h, d } = this.labels;
      const { at: sorted, count } = this.#list;
      return this.#s.nested(() => {
        const [list, deep, type] = [this.#s.put(classes), Number(this.ndim === 3), dtypeCode(this.labels)];
        return this.#outline("counts of its windows", count * kinds, (counts, room) => {
          this.#s.raw.countOutline(counts, kinds, list, deep, at, type, w, h, d, sorted, count, room);
        });
      });
    });
  }

  /** Counts of border pixels by place and kind, three each; see the kernel. */
  borders(): Uint32Array {
    return this.once("borders", () => {
      const { at, w, h } = this.labels;
      const { at: sorted, count } = this.#list;
      return this.#outline("counts of its border pixels", count * 3, (counts, room) => {
        this.#s.raw.countPerimeter(counts, at, dtypeCode(this.labels), w, h, sorted, count, room);
      });
    });
  }

  /** Pixels of the convex image and largest Feret diameter, in turn, by place; 2-D. */
  convexPixels(): Float64Array {
    return this.once("convex", () => {
      const [{ runs, starts }, { count }] = [this.#runs(), this.#list];
      const [stepY, stepX] = this.spacing as [number, number];
      const room = this.#s.raw.convexRoom(this.#largest((row) => this.extent(row, 1))) >>> 0;
      return this.#take("its convex images", count * 2, (at) => {
        this.#s.eachInRoom("convexPixels", this.#ranges(), this.#roomOf("its hulls", room), ({ from, to }) => {
          return [at, this.#table, runs, starts, from, to, stepY, stepX];
        });
      });
    });
  }

  /** Voxels with holes filled, by place. */
  filled(): Float64Array {
    return this.once("filled", () => {
      const [{ runs, starts }, { count }] = [this.#runs(), this.#list];
      const deep = Number(this.labels.d > 1);
      const rows = this.#largest((row) => (this.extent(row, 1) + 2) * (this.extent(row, 0) + 2 * deep));
      const longest = this.#largest((row) => this.#lengthAt(this.#offsets(), row));
      const room = this.#s.raw.filledRoom(rows, longest) >>> 0;
      return this.#take("its filled voxels", count, (at) => {
        this.#s.eachInRoom("filledVoxels", this.#ranges(), this.#roomOf("its holes", room), ({ from, to }) => {
          return [at, this.#table, runs, starts, from, to, this.labels.h, deep];
        });
      });
    });
  }

  /**
   * The two values of an image between which a quantile lies, in turn, by place; without meaning where a value is NaN.
   * `inset` 1 takes the share of the way from the first value to the last, 0 of their number; see the kernel.
   */
  quantiles(image: number, share: number, inset: 0 | 1): Float64Array {
    const [{ runs, starts }, { count }] = [this.#runs(), this.#list];
    const { at: values } = this.images[image] as ResidentImage;
    const type = dtypeCode(this.images[image] as ResidentImage);
    return this.#take("its quantiles", count * 2, (at) => {
      this.#s.eachInRoom("quantiles", this.#ranges(), this.#roomOf("its digits", 1024), ({ from, to }) => {
        return [at, runs, starts, from, to, values, type, this.labels.w, share, inset];
      });
    });
  }

  /** Calls `visit` with the runs of every row's label: triples (row of the image, first column, column after the last). */
  eachRuns(visit: (row: number, runs: Uint32Array) => void): void {
    const [{ runs }, offsets] = [this.#runs(), this.#offsets()];
    for (let row = 0; row < this.rows; row++) {
      const from = offsets[this.place(row)] as number;
      visit(row, this.#s.take(runs + from * 12, Uint32Array, this.#lengthAt(offsets, row) * 3));
    }
  }

  /** Sorts the runs by label. Needed before `draw` is called in a scope of its own, which would free them. */
  sortRuns(): void {
    this.#offsets();
  }

  /** Sets the bits of a row's label in bit rows of a box, `corner` being the box's first voxel (z, y, x). */
  draw(row: number, bits: Pointer, pitch: number, corner: readonly number[], height: number): void {
    const [{ runs }, offsets] = [this.#runs(), this.#offsets()];
    const [from, to] = [offsets[this.place(row)] as number, offsets[this.place(row) + 1] as number];
    const [z, y, x] = corner as [number, number, number];
    this.#s.raw.drawRuns(bits, pitch, runs + from * 12, runs + to * 12, this.labels.h, z, y, x, height);
  }

  /** The number of voxels that a label's box spans along z (0), y (1) or x (2). */
  extent(row: number, axis: 0 | 1 | 2): number {
    return (this.column(6 + axis)[row] as number) - (this.column(3 + axis)[row] as number);
  }

  #measure(image?: ResidentImage): Float64Array {
    const { at, w, h, d } = this.labels;
    const { at: sorted, count } = this.#list;
    const raw = this.#s.raw;
    const valueType = image ? dtypeCode(image) : NO_VALUES;
    const source = [at, dtypeCode(this.labels), image?.at ?? 0, valueType] as const;
    raw.measure(this.#table, sorted, count, ...source, w, h, h * d, this.#room);
    const length = (raw.countRegions(this.#table, count) >>> 0) * (image ? ALL_COLUMNS : SHAPE_COLUMNS);
    return this.#take("its columns", length, (columns) => {
      raw.regionColumns(columns, this.#table, sorted, count, valueType, ...steps(this.spacing));
    });
  }

  /** The runs sorted by label; they stay in memory until the table is done. */
  #runs(): { runs: Pointer; starts: Pointer } {
    return this.once("runs", () => {
      const { at, w, h, d } = this.labels;
      const { at: sorted, count } = this.#list;
      const starts = this.#s.alloc((count + 1) * 4, `${this.#who}: where the runs of each label start`);
      const length = this.#s.raw.startGroups(starts, this.#table, count) >>> 0;
      const runs = this.#s.alloc(length * 12, `${this.#who}: its runs by label`);
      this.#s.raw.groupRuns(runs, starts, sorted, count, at, dtypeCode(this.labels), w, h * d, this.#room);
      return { runs, starts };
    });
  }

  /** Where the runs of each place start. */
  #offsets(): Uint32Array {
    const { starts } = this.#runs();
    return this.once("offsets", () => this.#s.take(starts, Uint32Array, this.#list.count + 1));
  }

  /** Labels in parts for the threads there are. */
  #ranges() {
    const { count } = this.#list;
    return this.#s.ranges(count, { work: voxelCount(this.labels.shape) / count });
  }

  #take(what: string, length: number, call: (at: Pointer) => void): Float64Array {
    return this.#s.nested(() => {
      const at = this.#s.alloc(length * 8, `${this.#who}: ${what}`);
      call(at);
      return this.#s.take(at, Float64Array, length);
    });
  }

  #outline(what: string, length: number, call: (at: Pointer, room: Pointer) => void): Uint32Array {
    return this.#s.nested(() => {
      const at = this.#s.alloc(length * 4, `${this.#who}: ${what}`);
      call(at, this.#s.alloc(this.#s.raw.outlineRoom(this.labels.w) >>> 0, `${this.#who}: its rows`));
      return this.#s.take(at, Uint32Array, length);
    });
  }

  #lengthAt(offsets: Uint32Array, row: number): number {
    return (offsets[this.place(row) + 1] as number) - (offsets[this.place(row)] as number);
  }

  #largest(of: (row: number) => number): number {
    let largest = 0;
    for (let row = 0; row < this.rows; row++) largest = Math.max(largest, of(row));
    return largest;
  }

  #roomOf(what: string, bytes: number): { bytes: number; what: string } {
    return { bytes, what: `${this.#who}: room for ${what}` };
  }
}
