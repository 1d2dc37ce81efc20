import { TAG, TYPE, TYPE_BYTES } from "./tags.js";

/** An entry of a directory. A rational is two numbers in `values`. */
export interface Field {
  tag: number;
  type: number;
  values: readonly number[] | Uint8Array;
}

/** A directory, and the strips or tiles it is of. */
export interface EncodedPage {
  blocks: Uint8Array[];
  fields: Field[];
}

/** Lays out header, directories and blocks, then writes them in one go. Of each page's levels the first is in the chain. */
export function assemble(pages: readonly EncodedPage[][], big: boolean): Uint8Array {
  let at = big ? 16 : 8;
  const starts = new Map<EncodedPage, number>();
  for (const levels of pages) {
    for (const page of levels) {
      starts.set(page, at);
      at = layOut(page, at + directoryBytes(page.fields, big));
    }
    const below = valuesOf(levels[0] as EncodedPage, TAG.SubIFDs);
    for (const [i, page] of levels.slice(1).entries()) below[i] = starts.get(page) as number;
  }
  const file = new Uint8Array(at);
  const view = new DataView(file.buffer);
  const startOf = (index: number) => starts.get(pages[index]?.[0] as EncodedPage) ?? 0;
  writeHeader(view, startOf(0), big);
  for (const [i, levels] of pages.entries()) {
    for (const [n, page] of levels.entries()) {
      writeDirectory(view, page.fields, starts.get(page) as number, n === 0 ? startOf(i + 1) : 0, big);
      const offsets = placesOf(page).offsets;
      for (const [j, block] of page.blocks.entries()) file.set(block, offsets[j] as number);
    }
  }
  return file;
}

/** Fills in where the blocks of a page lie from byte `at` on; returns where the next thing may lie. */
function layOut(page: EncodedPage, at: number): number {
  const { offsets, lengths } = placesOf(page);
  for (const [i, block] of page.blocks.entries()) {
    offsets[i] = at;
    lengths[i] = block.length;
    at = even(at + block.length);
  }
  return at;
}

function placesOf(page: EncodedPage): { offsets: number[]; lengths: number[] } {
  const tiled = page.fields.some(({ tag }) => tag === TAG.TileOffsets);
  return {
    offsets: valuesOf(page, tiled ? TAG.TileOffsets : TAG.StripOffsets),
    lengths: valuesOf(page, tiled ? TAG.TileByteCounts : TAG.StripByteCounts),
  };
}

function valuesOf({ fields }: EncodedPage, wanted: number): number[] {
  return (fields.find(({ tag }) => tag === wanted)?.values ?? []) as number[];
}

function even(at: number): number {
  return at + (at % 2);
}

function fieldBytes({ type, values }: Field): number {
  // A rational is two numbers in `values`.
  return type === TYPE.RATIONAL ? values.length * 4 : values.length * (TYPE_BYTES[type] as number);
}

function directoryBytes(fields: Field[], big: boolean): number {
  const [head, step, tail, inline] = big ? [8, 20, 8, 8] : [2, 12, 4, 4];
  const outside = fields.map(fieldBytes).filter((bytes) => bytes > inline);
  return even(head + fields.length * step + tail) + outside.reduce((sum, bytes) => sum + even(bytes), 0);
}

function writeHeader(view: DataView, first: number, big: boolean): void {
  view.setUint16(0, 0x4949, true);
  view.setUint16(2, big ? 43 : 42, true);
  if (!big) view.setUint32(4, first, true);
  else {
    view.setUint16(4, 8, true);
    view.setBigUint64(8, BigInt(first), true);
  }
}

function writeDirectory(view: DataView, fields: Field[], start: number, next: number, big: boolean): void {
  const [head, step, tail, inline] = big ? [8, 20, 8, 8] : [2, 12, 4, 4];
  const offset = (at: number, value: number) =>
    big ? view.setBigUint64(at, BigInt(value), true) : view.setUint32(at, value, true);
  if (big) view.setBigUint64(start, BigInt(fields.length), true);
  else view.setUint16(start, fields.length, true);
  let outside = start + even(head + fields.length * step + tail);
  for (const [i, field] of fields.entries()) {
    const at = start + head + i * step;
    const bytes = fieldBytes(field);
    view.setUint16(at, field.tag, true);
    view.setUint16(at + 2, field.type, true);
    offset(at + 4, field.type === TYPE.RATIONAL ? field.values.length / 2 : field.values.length);
    const value = at + (big ? 12 : 8);
    if (bytes <= inline) writeValues(view, value, field);
    else {
      offset(value, outside);
      writeValues(view, outside, field);
      outside += even(bytes);
    }
  }
  offset(start + head + fields.length * step, next);
}

function writeValues(view: DataView, at: number, { type, values }: Field): void {
  if (values instanceof Uint8Array) new Uint8Array(view.buffer, at).set(values);
  else if (type === TYPE.SHORT) for (const [i, value] of values.entries()) view.setUint16(at + 2 * i, value, true);
  else if (type === TYPE.LONG8 || type === TYPE.IFD8)
    for (const [i, value] of values.entries()) view.setBigUint64(at + 8 * i, BigInt(value), true);
  else for (const [i, value] of values.entries()) view.setUint32(at + 4 * i, value, true);
}
