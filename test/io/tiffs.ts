/** Builds TIFF files field by field, right or wrong as a test needs them; shares no code with the reader or writer. */

/** Type code and values of a tag; text becomes ASCII with a closing zero. */
export type Tag = readonly [type: number, values: readonly number[] | string];

export interface PageSpec {
  /** Tags by number; where strips or tiles lie is filled in unless given. */
  tags: Readonly<Record<number, Tag>>;
  /** Stored bytes of the strips, or of the tiles where tag 322 is given. */
  blocks?: readonly Uint8Array[];
  /** What stands in the link to the next directory instead of the right offset. */
  next?: number;
}

export interface TiffSpec {
  big?: boolean;
  order?: "II" | "MM";
  pages: readonly PageSpec[];
  /** Bytes put behind everything. */
  tail?: Uint8Array;
}

const SIZES: Readonly<Record<number, number>> = {
  1: 1,
  2: 1,
  3: 2,
  4: 4,
  5: 8,
  6: 1,
  7: 1,
  8: 2,
  9: 4,
  10: 8,
  11: 4,
  12: 8,
  13: 4,
  16: 8,
};

/** The tags of a grey or colour page with one strip of raw unsigned samples; `more` overrides. */
export function page(width: number, height: number, block: Uint8Array, more: PageSpec["tags"] = {}): PageSpec {
  const tags = {
    256: [4, [width]],
    257: [4, [height]],
    258: [3, [8]],
    259: [3, [1]],
    262: [3, [1]],
    277: [3, [1]],
    278: [4, [height]],
    ...more,
  } as PageSpec["tags"];
  return { tags, blocks: [block] };
}

export function buildTiff({ big = false, order = "II", pages, tail = new Uint8Array(0) }: TiffSpec): Uint8Array {
  const little = order === "II";
  const out = new Output(little, big);
  out.bytes.push(order.charCodeAt(0), order.charCodeAt(0));
  out.number(big ? 43 : 42, 2);
  if (big) {
    out.number(8, 2);
    out.number(0, 2);
  }
  let link = out.bytes.length;
  out.offset(0);
  for (const spec of pages) {
    const blocks = (spec.blocks ?? []).map((block) => out.append(block));
    out.patchOffset(link, out.bytes.length);
    link = writeDirectory(out, spec, blocks);
    if (spec.next !== undefined) out.patchOffset(link, spec.next);
  }
  out.bytes.push(...tail);
  return Uint8Array.from(out.bytes);
}

function writeDirectory(out: Output, spec: PageSpec, places: { at: number; length: number }[]): number {
  const [offsets, lengths] = spec.tags[322] ? [324, 325] : [273, 279];
  const tags: Record<number, Tag> = {
    ...(places.length > 0 && {
      [offsets]: [4, places.map(({ at }) => at)],
      [lengths]: [4, places.map((p) => p.length)],
    }),
    ...spec.tags,
  };
  const entries = Object.entries(tags).sort(([a], [b]) => Number(a) - Number(b));
  out.number(entries.length, out.big ? 8 : 2);
  const pending: [at: number, values: number[]][] = [];
  for (const [tag, [type, given]] of entries) {
    const values = typeof given === "string" ? [...new TextEncoder().encode(given), 0] : [...given];
    const size = SIZES[type] ?? 1;
    // A rational is two numbers.
    const count = type === 5 || type === 10 ? values.length / 2 : values.length;
    const body = out.encode(values, count === 0 ? 1 : (count * size) / values.length, type);
    out.number(Number(tag), 2);
    out.number(type, 2);
    out.offset(count);
    if (body.length > (out.big ? 8 : 4)) pending.push([out.bytes.length, body]);
    const inline = body.length > (out.big ? 8 : 4) ? [] : body;
    for (let i = 0; i < (out.big ? 8 : 4); i++) out.bytes.push(inline[i] ?? 0);
  }
  const link = out.bytes.length;
  out.offset(0);
  for (const [at, body] of pending) {
    out.patchOffset(at, out.bytes.length);
    for (const byte of body) out.bytes.push(byte);
  }
  return link;
}

class Output {
  readonly bytes: number[] = [];

  constructor(
    readonly little: boolean,
    readonly big: boolean,
  ) {}

  number(value: number, size: number): void {
    this.bytes.push(...this.encode([value], size, 0));
  }

  offset(value: number): void {
    this.number(value, this.big ? 8 : 4);
  }

  patchOffset(at: number, value: number): void {
    this.bytes.splice(at, this.big ? 8 : 4, ...this.encode([value], this.big ? 8 : 4, 0));
  }

  append(block: Uint8Array): { at: number; length: number } {
    const at = this.bytes.length;
    for (const byte of block) this.bytes.push(byte);
    return { at, length: block.length };
  }

  encode(values: readonly number[], size: number, type: number): number[] {
    return values.flatMap((value) => {
      const view = new DataView(new ArrayBuffer(8));
      if (type === 11) view.setFloat32(0, value, this.little);
      else if (type === 12) view.setFloat64(0, value, this.little);
      else if (size === 1) view.setUint8(0, value);
      else if (size === 2) view.setUint16(0, value, this.little);
      else if (size === 4) view.setUint32(0, value, this.little);
      else view.setBigUint64(0, BigInt(value), this.little);
      return [...new Uint8Array(view.buffer, 0, size)];
    });
  }
}
