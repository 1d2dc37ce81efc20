/** Axes of the planes from slowest to fastest, of T, C and Z, with their extents. */
export interface ShapedStack {
  order: string;
  T: number;
  C: number;
  Z: number;
}

/**
 * Reads the JSON description that tifffile writes, {"shape": […], "axes": "TZCYX"}; undefined when the text is none,
 * names no axes, or names others than T, C, Z in front of Y, X.
 */
export function readShaped(text: string): ShapedStack | undefined {
  if (!text.startsWith('{"')) return undefined;
  const { shape, axes } = parsed(text);
  if (!Array.isArray(shape) || typeof axes !== "string" || shape.length !== axes.length) return undefined;
  if (!shape.every((extent) => Number.isInteger(extent) && extent > 0)) return undefined;
  const order = /^([TCZ]*)YXS?$/.exec(axes)?.[1];
  if (order === undefined || new Set(order).size !== order.length) return undefined;
  const extents = Object.fromEntries([...order].map((axis, i) => [axis, shape[i] as number]));
  return { order, T: extents["T"] ?? 1, C: extents["C"] ?? 1, Z: extents["Z"] ?? 1 };
}

function parsed(text: string): { shape?: unknown; axes?: unknown } {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
