import { type Dtype, dtypeOf, type Image } from "../../core/image.js";
import { isColour, type Volumes } from "../hyperstack.js";
import { bytesOfColor } from "../legend.js";
import { printable } from "../source.js";

/** Extents of an image with a z axis in any case. */
export function volumeOf(image: Pick<Image, "shape">): { depth: number; height: number; width: number } {
  const [depth, height, width] = image.shape.length === 2 ? [1, ...image.shape] : image.shape;
  return { depth: depth as number, height: height as number, width: width as number };
}

/** ImageJ's description, in ASCII: line by line, with the display range of labels so that they are not shown black. */
export function imagejDescription(image: Volumes, largestLabel?: number): string {
  const { depth } = volumeOf(image);
  const { times } = image;
  const channels = isColour(image) ? 1 : image.channels;
  const images = times * channels * depth;
  const lines = ["ImageJ=1.54f"];
  if (images > 1) lines.push(`images=${images}`);
  if (channels > 1) lines.push(`channels=${channels}`);
  if (depth > 1) lines.push(`slices=${depth}`);
  if (times > 1) lines.push(`frames=${times}`);
  if (times * channels > 1) lines.push("hyperstack=true");
  if (channels > 1) lines.push(`mode=${image.channelColors ? "composite" : "grayscale"}`);
  if (image.spacing) {
    lines.push(`unit=${imagejUnit(image.unit)}`);
    if (depth > 1) lines.push(`spacing=${image.spacing[0]}`);
  }
  if (image.timeStep !== undefined) {
    lines.push(`finterval=${image.timeStep}`);
    if (image.timeUnit !== undefined && image.timeUnit !== "s") lines.push(`tunit=${asciiLine(image.timeUnit)}`);
  }
  lines.push("loop=false");
  if (largestLabel !== undefined) lines.push("min=0.0", `max=${Math.max(1, largestLabel)}.0`);
  return `${lines.join("\n")}\n`;
}

function imagejUnit(unit = "px"): string {
  if (unit === "px") return "pixel";
  if (unit === "µm") return "micron";
  return asciiLine(unit);
}

/** Lines end an entry, and ImageJ spells other characters as \uXXXX. */
function asciiLine(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

const OME_TYPES: Readonly<Record<Dtype, string>> = {
  uint8: "uint8",
  int8: "int8",
  uint16: "uint16",
  int16: "int16",
  uint32: "uint32",
  int32: "int32",
  float32: "float",
  float64: "double",
};

const SCHEMA = "http://www.openmicroscopy.org/Schemas/OME/2016-06";

/** OME-XML for one image; ASCII, without any identifier that would differ from run to run. */
export function omeDescription(image: Volumes): string {
  const { depth, height, width } = volumeOf(image);
  const { times, channels } = image;
  const samples = isColour(image) ? channels : 1;
  const order = channels > 1 ? "XYCZT" : "XYZCT";
  const pixels = [
    `ID="Pixels:0" DimensionOrder="${order}"`,
    `Type="${OME_TYPES[dtypeOf(image.data)]}"`,
    `SizeX="${width}" SizeY="${height}" SizeZ="${depth}" SizeC="${channels}" SizeT="${times}"`,
    ...physicalSizes(image),
    ...timeIncrement(image),
    `BigEndian="false" Interleaved="${samples > 1}"`,
  ];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<OME xmlns="${SCHEMA}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="${SCHEMA} ${SCHEMA}/ome.xsd">`,
    `<Image ID="Image:0"><Pixels ${pixels.join(" ")}>`,
    ...Array.from(
      { length: channels / samples },
      (_, channel) => `<Channel ID="Channel:0:${channel}" SamplesPerPixel="${samples}"${named(image, channel)}/>`,
    ),
    `<TiffData IFD="0" PlaneCount="${(times * depth * channels) / samples}"/></Pixels></Image></OME>`,
  ].join("");
}

function physicalSizes({ spacing, unit = "px", shape }: Volumes): string[] {
  if (!spacing) return [];
  const axes = shape.length === 2 ? ["Y", "X"] : ["Z", "Y", "X"];
  const spelled = escaped(({ px: "pixel", inch: "in" } as Record<string, string>)[unit] ?? unit);
  return axes.map((axis, i) => `PhysicalSize${axis}="${spacing[i]}" PhysicalSize${axis}Unit="${spelled}"`);
}

function timeIncrement({ timeStep, timeUnit = "s" }: Volumes): string[] {
  return timeStep === undefined ? [] : [`TimeIncrement="${timeStep}" TimeIncrementUnit="${escaped(timeUnit)}"`];
}

/** Name and colour of a channel, where it has them; the samples of a pixel have none of their own. */
function named(image: Volumes, channel: number): string {
  if (isColour(image)) return "";
  const [name, color] = [image.channelNames?.[channel], image.channelColors?.[channel]];
  const number = color && bytesOfColor(color).reduce((sum, part) => (sum << 8) | part, 0);
  return [
    ...(name ? [` Name="${escaped(printable(name))}"`] : []),
    // Red, green, blue and 255 for opaque, as a signed number.
    ...(color ? [` Color="${((number as number) << 8) | 255}"`] : []),
  ].join("");
}

function escaped(text: string): string {
  return text.replace(/[^\x20-\x7e]|[&<>"]/gu, (c) => `&#${c.codePointAt(0)};`);
}

/** The fraction of whole numbers below 2³² nearest to a positive number: exact for spacings like 0.26. */
export function rational(value: number): [numerator: number, denominator: number] {
  const most = 0xffffffff;
  let [before, here] = [
    [0, 1],
    [1, 0],
  ] as [[number, number], [number, number]];
  let rest = value;
  for (let i = 0; i < 64; i++) {
    const whole = Math.floor(rest);
    const next: [number, number] = [whole * here[0] + before[0], whole * here[1] + before[1]];
    if (next[0] > most || next[1] > most) break;
    [before, here] = [here, next];
    if (here[0] / here[1] === value || rest === whole) break;
    rest = 1 / (rest - whole);
  }
  // Beyond what the fraction can express: the nearest end of its range.
  if (here[1] === 0 || here[0] === 0) return value >= 1 ? [most, 1] : [1, most];
  return here;
}
