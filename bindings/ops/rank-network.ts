import type { ResidentImage } from "../core/resident.js";
import { type BlockPlan, type Blocks, blocksOf, pass, passPlan, type Reach, spare } from "./blocks.js";
import type { Chord } from "./footprints.js";

/*
 * A rank of a window by exchanges of whole rows. Sorted columns are shared by all windows they lie in: two neighbouring
 * columns are merged into a list for each place, two such lists two places apart into the next, and what cannot have the
 * wanted rank any more is left out on the way.
 *
 *   window of 5 × 5      a b c d e     sorted columns
 *                        ab  cd        the same list at two places
 *                        abcd          25 values of which 6 can still be the median
 *                        abcd + e      the median
 */

/** A row of keys: a staged one or one that an exchange made, read `shift` voxels further on. */
interface Item {
  row: number;
  shift: number;
}
/** An element of a list: a row, or one that is known to be below or above the wanted rank. */
type Element = Item | "below" | "above";

/** low = the lesser, high = the greater of two rows. */
interface Exchange {
  a: Item;
  b: Item;
  low: number;
  high: number;
}

/** Exchanges that bring one rank of a window to light. Rows 0 … inputs − 1 are those of the window. */
export interface Network {
  inputs: number;
  exchanges: Exchange[];
  result: number;
  /** Rows that are still read. */
  wanted: Set<number>;
}

/**
 * The network for one rank, counted from 0, of a window of so many voxels: `width` equal columns, or, with a width of 1,
 * any rows of voxels.
 */
export function rankNetwork(chords: readonly Chord[], width: number, voxels: number, rank: number): Network {
  const net = new Builder(chords.length, voxels, rank);
  const longest = Math.max(...chords.map(({ half }) => half));
  const column = chords.flatMap(({ half }, row) => {
    if (width > 1) return [{ row, shift: 0 }];
    return Array.from({ length: 2 * half + 1 }, (_, i) => ({ row, shift: longest - half + i }));
  });
  const result = net.widen(net.sort(column), width)[rank] as Item;
  return net.finish(result.row);
}

class Builder {
  readonly #exchanges: Exchange[] = [];
  #rows: number;

  constructor(
    readonly inputs: number,
    readonly total: number,
    readonly rank: number,
  ) {
    this.#rows = inputs;
  }

  /** Any rows as an ascending list. */
  sort(rows: Element[]): Element[] {
    if (rows.length < 2) return rows;
    const half = powerOfTwo(Math.ceil(rows.length / 2));
    return this.merge(this.sort(rows.slice(0, half)), this.sort(rows.slice(half)));
  }

  /** The list of `width` columns, of which one follows the other, from that of one. */
  widen(column: Element[], width: number): Element[] {
    let [list, wide] = [column, 1];
    const lists = new Map([[1, column]]);
    for (; 2 * wide <= width; wide *= 2) {
      list = this.merge(list, shifted(list, wide));
      lists.set(2 * wide, list);
    }
    for (let next = wide / 2; next >= 1; next /= 2) {
      if (wide + next > width) continue;
      list = this.merge(list, shifted(lists.get(next) as Element[], wide));
      wide += next;
    }
    return list;
  }

  /** Two ascending lists as one, by Batcher's exchanges of odd and even places. */
  merge(first: readonly Element[], second: readonly Element[]): Element[] {
    const length = first.length + second.length;
    const half = powerOfTwo(Math.max(first.length, second.length));
    const list: Element[] = Array<Element>(2 * half).fill("above");
    first.forEach((element, i) => {
      list[i] = element;
    });
    second.forEach((element, i) => {
      list[half + i] = element;
    });
    this.#mergeHalves(list, 0, 2 * half, 1);
    return list.slice(0, length).map((element, i) => this.#possible(element, i, length));
  }

  #mergeHalves(list: Element[], from: number, length: number, step: number): void {
    const twice = 2 * step;
    if (twice >= length) {
      this.#exchange(list, from, from + step);
      return;
    }
    this.#mergeHalves(list, from, length, twice);
    this.#mergeHalves(list, from + step, length, twice);
    for (let i = from + step; i + step < from + length; i += twice) this.#exchange(list, i, i + step);
  }

  #exchange(list: Element[], i: number, j: number): void {
    const [a, b] = [list[i] as Element, list[j] as Element];
    if (a === "below" || b === "above") return;
    if (a === "above" || b === "below") {
      [list[i], list[j]] = [b, a];
      return;
    }
    const [low, high] = [this.#rows++, this.#rows++];
    this.#exchanges.push({ a, b, low, high });
    [list[i], list[j]] = [
      { row: low, shift: 0 },
      { row: high, shift: 0 },
    ];
  }

  /** An element that so many of its list precede, unless it is out of the question by that. */
  #possible(element: Element, before: number, length: number): Element {
    if (before > this.rank) return "above";
    return length - 1 - before > this.total - 1 - this.rank ? "below" : element;
  }

  /** What the result needs, and nothing else. */
  finish(result: number): Network {
    const wanted = new Set([result]);
    const exchanges = this.#exchanges
      .reverse()
      .filter(({ a, b, low, high }) => {
        const used = wanted.has(low) || wanted.has(high);
        if (used) wanted.add(a.row).add(b.row);
        return used;
      })
      .reverse();
    return { inputs: this.inputs, exchanges, result, wanted };
  }
}

/** The least power of two that is not below `n`. */
function powerOfTwo(n: number): number {
  let power = 1;
  while (power < n) power *= 2;
  return power;
}

function shifted(list: readonly Element[], by: number): Element[] {
  return list.map((element) => (typeof element === "string" ? element : { ...element, shift: element.shift + by }));
}

/** Where the rows of a network are kept: each spare row is used again as soon as nobody reads it any more. */
function placesOf({ inputs, exchanges, result, wanted }: Network): { places: Map<number, number>; spares: number } {
  const lastUse = new Map<number, number>();
  exchanges.forEach(({ a, b }, i) => {
    lastUse.set(a.row, i).set(b.row, i);
  });
  const places = new Map([[result, 0]]);
  const free: number[] = [];
  let spares = 1;
  exchanges.forEach(({ a, b, low, high }, i) => {
    for (const row of new Set([a.row, b.row])) {
      if (row >= inputs && lastUse.get(row) === i) free.push(places.get(row) as number);
    }
    for (const row of [low, high]) {
      if (wanted.has(row) && !places.has(row)) places.set(row, free.pop() ?? spares++);
    }
  });
  return { places, spares };
}

/** Bytes of spare rows that should not be exceeded, so that they stay in the first-level cache. */
const SPARES = 24 * 1024;

/** A network as orders on rows of blocks. */
export function networkPlan(image: ResidentImage, reach: Reach, network: Network, rows: Offsets): BlockPlan {
  const { places, spares } = placesOf(network);
  const blocks = blocksOf(image, reach, { row: Math.min(1024, Math.max(256, SPARES / spares)) });
  const inputs = rows(blocks);
  const name = ({ row, shift }: Item) => {
    const along = shift * blocks.size;
    if (row < network.inputs) return (inputs[row] as number) + along;
    return spare((places.get(row) as number) * blocks.version + along);
  };
  const target = (row: number) => (network.wanted.has(row) ? name({ row, shift: 0 }) : -1);
  const orders = network.exchanges.map(({ a, b, low, high }) => [0, target(low), target(high), name(a), name(b)]);
  return passPlan(blocks, [pass(blocks, orders)], spares);
}

/** Offsets of the rows of a window within a block. */
export type Offsets = (blocks: Blocks) => number[];
