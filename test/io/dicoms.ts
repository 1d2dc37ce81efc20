/** DICOM files made by hand: explicit little-endian elements, sequences of known length. */

export type Element = readonly [
  group: number,
  element: number,
  vr: string,
  value: Uint8Array | string | number | Item[],
];
export type Item = readonly Element[];

const LONG = ["OB", "OW", "SQ", "UN", "UT"];

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function bytesOf(vr: string, value: Element[3]): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (Array.isArray(value)) {
    return joined(
      value.map((item) => {
        const body = encode(item);
        const head = Uint8Array.of(0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0);
        new DataView(head.buffer).setUint32(4, body.length, true);
        return joined([head, body]);
      }),
    );
  }
  if (typeof value === "number")
    return vr === "US" ? Uint8Array.of(value & 255, value >> 8) : bytesOf(vr, String(value));
  const text = new TextEncoder().encode(value);
  return text.length % 2 === 0 ? text : joined([text, Uint8Array.of(vr === "UI" ? 0 : 0x20)]);
}

/** Data elements in order. */
export function encode(elements: readonly Element[]): Uint8Array {
  return joined(
    elements.map(([group, element, vr, value]) => {
      const body = bytesOf(vr, value);
      const long = LONG.includes(vr);
      const head = new Uint8Array(long ? 12 : 8);
      const view = new DataView(head.buffer);
      view.setUint16(0, group, true);
      view.setUint16(2, element, true);
      head.set(new TextEncoder().encode(vr), 4);
      if (long) view.setUint32(8, body.length, true);
      else view.setUint16(6, body.length, true);
      return joined([head, body]);
    }),
  );
}

/** A whole file. */
export function dicom(elements: readonly Element[], syntax = "1.2.840.10008.1.2.1"): Uint8Array {
  const meta = encode([[2, 0x10, "UI", syntax]]);
  const head = new Uint8Array(132);
  head.set(new TextEncoder().encode("DICM"), 128);
  const length = Uint8Array.of(meta.length & 255, meta.length >> 8, 0, 0);
  return joined([head, encode([[2, 0, "UL", length]]), meta, encode(elements)]);
}

/** A slice of 2 × 3 signed values at height z, scaled by `slope` and `intercept`. */
export function slice(z: number, values: readonly number[], more: readonly Element[] = []): Uint8Array {
  const replaced = new Set(more.map(([group, element]) => `${group} ${element}`));
  const elements: readonly Element[] = [
    [0x8, 0x16, "UI", "1.2.840.10008.5.1.4.1.1.2"],
    [0x18, 0x50, "DS", "2.5"],
    [0x20, 0xe, "UI", "1.2.3"],
    [0x20, 0x32, "DS", `-10\\20\\${z}`],
    [0x20, 0x37, "DS", "1\\0\\0\\0\\1\\0"],
    [0x28, 0x2, "US", 1],
    [0x28, 0x4, "CS", "MONOCHROME2"],
    [0x28, 0x10, "US", 2],
    [0x28, 0x11, "US", 3],
    [0x28, 0x30, "DS", "0.5\\0.25"],
    [0x28, 0x100, "US", 16],
    [0x28, 0x101, "US", 16],
    [0x28, 0x103, "US", 1],
    [0x7fe0, 0x10, "OW", new Uint8Array(Int16Array.from(values).buffer)],
  ];
  const kept = elements.filter(([group, element]) => !replaced.has(`${group} ${element}`));
  return dicom([...kept, ...more].sort((a, b) => a[0] - b[0] || a[1] - b[1]));
}
