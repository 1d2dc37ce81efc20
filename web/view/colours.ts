/** Red, green and blue from 0 to 1. */
export type Colour = readonly [red: number, green: number, blue: number];

/** How labels get their colours. "distinct" never repeats; "napari" is the 49 colours of that program. */
export type Palette = "distinct" | "napari";

/** Multipliers of the golden-ratio and plastic-number sequences, as fractions of 2³². */
const HUE_STEP = 0x9e3779b9;
const LIGHT_STEP = 0xc13fa9a9;
const CHROMA_STEP = 0x91e10da5;
/** Where the hue sequence starts, so that label 1 is a warm colour that shows on grey. */
const HUE_START = 0x8a000000;

// Labels 1 to 49 of napari's default label colours, as 24-bit numbers.
const NAPARI =
  "782506 5bd5f8 9289e8 6c02c1 473a9f abec8a 8fadb2 86909a fef71c f7443b 034e39 71b260 69954a 3c1b87 2e4710 5cb7de " +
  "479d76 474258 ef5665 b8507b a62a64 f1b4ec 4b1e20 b4c53e 9c602f 8a4338 d8be9a b47dbd a65ea4 607a34 c1e357 d79555 " +
  "9e876f 002ceb cae6e0 e18b1e 78f001 7b8e82 e5ddb2 abec8a 42d8a6 46ba8e fef71c f7443b af4bf2 b00c3f 69954a f687a7 " +
  "cb32c7";
export const NAPARI_TABLE: readonly Colour[] = NAPARI.split(" ").map((text) => {
  const number = Number.parseInt(text, 16);
  return [(number >> 16) / 255, ((number >> 8) & 255) / 255, (number & 255) / 255];
});

/** Colour of a label above 0. The same label and seed always give the same colour. */
export function labelColour(label: number, palette: Palette = "distinct", seed = 0): Colour {
  const mixed = seed === 0 ? label : shuffled(label, seed);
  if (palette === "napari") return NAPARI_TABLE[(mixed - 1) % NAPARI_TABLE.length] as Colour;
  const hue = fraction(Math.imul(mixed, HUE_STEP) + HUE_START);
  const light = 0.62 + 0.2 * fraction(Math.imul(mixed, LIGHT_STEP));
  const chroma = 0.13 + 0.06 * fraction(Math.imul(mixed, CHROMA_STEP));
  const [u, v] = direction(hue);
  return fromOklab(light, chroma * u, chroma * v);
}

/** A one-to-one mixing of 32-bit numbers, never 0 for labels above 0 unless the seed hits it. */
function shuffled(label: number, seed: number): number {
  let mixed = (label ^ Math.imul(seed, HUE_STEP)) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35) >>> 0;
  return Math.max(1, (mixed ^ (mixed >>> 16)) >>> 0);
}

/** An unsigned 32-bit number as a part of one. */
function fraction(bits: number): number {
  return (bits >>> 0) / 4294967296;
}

/** A point of the unit circle, a part of a turn from the right; a square's outline, drawn out to the circle. */
function direction(turn: number): [number, number] {
  const u = 1 - 4 * Math.abs(turn - 0.5);
  const v = turn < 0.5 ? 1 - Math.abs(u) : Math.abs(u) - 1;
  const length = Math.sqrt(u * u + v * v);
  return [-u / length, v / length];
}

function fromOklab(light: number, a: number, b: number): Colour {
  const l = cube(light + 0.3963377774 * a + 0.2158037573 * b);
  const m = cube(light - 0.1055613458 * a - 0.0638541728 * b);
  const s = cube(light - 0.0894841775 * a - 1.291485548 * b);
  return [
    display(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    display(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    display(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

const cube = (x: number) => x * x * x;

/** Linear light as a display value. Square roots come within 0.3 % of the 2.4th root of the standard. */
function display(light: number): number {
  const linear = Math.min(1, Math.max(0, light));
  if (linear <= 0.0031308) return 12.92 * linear;
  const root = Math.sqrt(linear);
  const fourth = Math.sqrt(root);
  return Math.min(1, Math.max(0, 0.58512238 * root + 0.78314036 * fourth - 0.36826274 * Math.sqrt(fourth)));
}

/** The colour functions above for the graphics card; `label` is above 0, `palette` 1 means the table. */
export const COLOUR_SHADER = `
uniform uint seed;
uniform int palette;
uniform vec3 napari[49];
float part(uint bits) { return float(bits) / 4294967296.0; }
uint shuffled(uint label) {
  uint mixed = label ^ (seed * ${HUE_STEP}u);
  mixed = (mixed ^ (mixed >> 16)) * 0x85ebca6bu;
  mixed = (mixed ^ (mixed >> 13)) * 0xc2b2ae35u;
  return max(1u, mixed ^ (mixed >> 16));
}
vec3 display(vec3 light) {
  vec3 linear = clamp(light, 0.0, 1.0);
  vec3 root = sqrt(linear);
  vec3 fourth = sqrt(root);
  vec3 curve = 0.58512238 * root + 0.78314036 * fourth - 0.36826274 * sqrt(fourth);
  return clamp(mix(curve, 12.92 * linear, vec3(lessThanEqual(linear, vec3(0.0031308)))), 0.0, 1.0);
}
vec3 labelColour(uint label) {
  uint mixed = seed == 0u ? label : shuffled(label);
  if (palette == 1) return napari[int((mixed - 1u) % 49u)];
  float turn = part(mixed * ${HUE_STEP}u + ${HUE_START}u);
  float light = 0.62 + 0.2 * part(mixed * ${LIGHT_STEP}u);
  float chroma = 0.13 + 0.06 * part(mixed * ${CHROMA_STEP}u);
  float u = 1.0 - 4.0 * abs(turn - 0.5);
  float v = turn < 0.5 ? 1.0 - abs(u) : abs(u) - 1.0;
  vec2 ab = chroma * normalize(vec2(-u, v));
  float l = light + 0.3963377774 * ab.x + 0.2158037573 * ab.y;
  float m = light - 0.1055613458 * ab.x - 0.0638541728 * ab.y;
  float s = light - 0.0894841775 * ab.x - 1.291485548 * ab.y;
  l *= l * l; m *= m * m; s *= s * s;
  return display(vec3(
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s));
}`;
