import { byId } from "./dom.js";
import { labelAt } from "./pointer.js";
import { type Subject, spacingOf, type ViewerStore } from "./state.js";
import { formatValue, printableName } from "./text.js";
import { SEGMENT_LOOK, segmentsAt } from "./view/shown-segments.js";
import type { Pixel } from "./view/zoom.js";

const READ = ["cursor", "z", "y", "x", "layout", "subject", "result"] as const;

/** The line that tells position, value and label under the pointer. Outside of the image it is empty. */
export function setUpReadout(store: ViewerStore): void {
  const line = byId("readout", HTMLOutputElement);
  const causes = [...READ, ...SEGMENT_LOOK];
  store.watch(causes, ({ cursor, subject, z, y, x, layout }) => {
    const pixel = layout === "four" ? { x, y } : cursor;
    line.textContent = pixel && subject ? describePixel(subject, z, pixel, whatIsAt(store, subject, pixel)) : "";
  });
  store.watch(["subject"], ({ subject }) => {
    const right = byId("status-right", HTMLSpanElement);
    right.textContent = subject ? `${subject.image.shape.join(" × ")} · ${subject.dtype}` : "";
  });
}

/** The label under a pixel, or the names of all segments there, the lowest first. */
function whatIsAt(store: ViewerStore, subject: Subject, pixel: Pixel): string {
  const { segments, z } = store.state;
  if (!segments) {
    const label = labelAt(store, pixel);
    return label > 0 ? `label ${label}` : "";
  }
  const numbers = segmentsAt(store.state, (z * subject.height + pixel.y) * subject.width + pixel.x);
  return numbers.map((number) => printableName(segments.segmentation.segments[number - 1]?.name ?? "")).join(", ");
}

/** "name [z y x]: value", then what lies there, and the place in the image's unit. */
export function describePixel(subject: Subject, z: number, { x, y }: Pixel, what: string): string {
  const value = subject.image.data[(z * subject.height + y) * subject.width + x] as number;
  const flat = subject.image.shape.length === 2;
  const index = flat ? `${y} ${x}` : `${z} ${y} ${x}`;
  const parts = [`${printableName(subject.name)} [${index}]${subject.blank ? "" : `: ${formatValue(value)}`}`];
  if (what !== "") parts.push(what);
  if (subject.image.spacing) parts.push(placeInUnit(subject, z, { x, y }));
  return parts.join("   ·   ");
}

function placeInUnit(subject: Subject, z: number, { x, y }: Pixel): string {
  const spacing = spacingOf(subject);
  const place = [y * spacing.y, x * spacing.x];
  if (subject.image.shape.length === 3) place.unshift(z * spacing.z);
  return `${place.map((along) => along.toFixed(2)).join(", ")} ${spacing.unit}`;
}
