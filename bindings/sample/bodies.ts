import type { SampleRandom } from "./random.js";

/** An ellipsoid, turned in the plane, with a soft rim as a microscope gives it. */
export interface Body {
  centre: readonly [z: number, y: number, x: number];
  radii: readonly [z: number, y: number, x: number];
  /** The turn: tangent of half the angle, so that its sine and cosine are exact fractions. */
  turn: number;
  brightness: number;
}

/** Extents of the grid the bodies are drawn on. */
export type Extents = readonly [d: number, h: number, w: number];

/** Where the rim begins and ends, as squared distances in units of the radii. */
const RIM_START = 0.72;
const RIM_END = 1.25;
/** Light from out of focus reaches this many squared radii, at this part of the brightness. */
const HAZE_END = 4;
const HAZE = 0.07;

/** Adds the light of one body to `signal`. */
export function drawBody(signal: Float32Array, extents: Extents, body: Body): void {
  const [d, h, w] = extents;
  const [z0, z1] = span(body.centre[0], body.radii[0], d);
  const reach = Math.max(body.radii[1], body.radii[2]);
  const [y0, y1] = span(body.centre[1], reach, h);
  for (let z = z0; z < z1; z++) {
    for (let y = y0; y < y1; y++) drawRow(signal, (z * h + y) * w, w, body, z, y);
  }
}

function drawRow(signal: Float32Array, row: number, w: number, body: Body, z: number, y: number): void {
  const { centre, radii, turn, brightness } = body;
  const cosine = (1 - turn * turn) / (1 + turn * turn);
  const sine = (2 * turn) / (1 + turn * turn);
  const [x0, x1] = span(centre[2], Math.max(radii[1], radii[2]), w);
  const dz = (z - centre[0]) / radii[0];
  const dy = y - centre[1];
  for (let x = x0; x < x1; x++) {
    const dx = x - centre[2];
    const u = (cosine * dx + sine * dy) / radii[2];
    const v = (cosine * dy - sine * dx) / radii[1];
    const q = dz * dz + u * u + v * v;
    if (q >= HAZE_END) continue;
    const solid = q < RIM_END ? fade(q, RIM_START, RIM_END) * (0.65 + 0.7 * grain(z, y, x)) : 0;
    // Nuclei do not share space: the brighter one wins where two meet, and only haze adds up.
    const light = Math.max(signal[row + x] as number, brightness * solid);
    signal[row + x] = light + brightness * HAZE * fade(q, 0, HAZE_END);
  }
}

/** First and last-but-one index a body can touch along one axis. */
function span(centre: number, radius: number, extent: number): [number, number] {
  const reach = 2 * radius;
  return [Math.max(0, Math.ceil(centre - reach)), Math.min(extent, Math.floor(centre + reach) + 1)];
}

/** 1 below `start`, 0 above `end`, and a cubic between them. */
function fade(q: number, start: number, end: number): number {
  if (q <= start) return 1;
  if (q >= end) return 0;
  const t = (end - q) / (end - start);
  return t * t * (3 - 2 * t);
}

/** Smooth random texture in [0, 1): chromatin-like grains about six voxels wide. */
function grain(z: number, y: number, x: number): number {
  const [cz, cy, cx] = [Math.floor(z / 5), Math.floor(y / 6), Math.floor(x / 6)];
  const [fz, fy, fx] = [(z % 5) / 5, (y % 6) / 6, (x % 6) / 6];
  const near = mix(cornerRow(cz, cy, cx, fx), cornerRow(cz, cy + 1, cx, fx), fy);
  const far = mix(cornerRow(cz + 1, cy, cx, fx), cornerRow(cz + 1, cy + 1, cx, fx), fy);
  return mix(near, far, fz);
}

function cornerRow(z: number, y: number, x: number, fx: number): number {
  return mix(corner(z, y, x), corner(z, y, x + 1), fx);
}

function corner(z: number, y: number, x: number): number {
  let hash = Math.imul(z, 0x9e3779b1) ^ Math.imul(y, 0x85ebca6b) ^ Math.imul(x, 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 13)) & 0xff) / 256;
}

function mix(a: number, b: number, t: number): number {
  return a + (b - a) * t;
}

/** What a camera makes of the light: an offset, noise that grows with the signal, whole numbers of 16 bits. */
export function expose(signal: Float32Array, random: SampleRandom, offset: number, gain: number): Uint16Array {
  const data = new Uint16Array(signal.length);
  const readNoise = 60;
  for (let i = 0; i < data.length; i++) {
    const light = signal[i] as number;
    const value = offset + light + random.noise() * Math.sqrt(gain * light + readNoise * readNoise);
    data[i] = Math.max(0, Math.min(65535, Math.round(value)));
  }
  return data;
}
